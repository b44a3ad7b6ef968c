package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossHistoryTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldSpanTheWholeTrainingEvenlyWhenMoreComesThanItKeeps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = 1 + random.nextInt(20_000);
        LossHistory history = new LossHistory();
        for (int i = 0; i < count; i++) {
            assertThat(history.add(point(10L * (i + 1)))).isTrue();
        }
        List<ReportPoint> points = history.points(Integer.MAX_VALUE);
        assertThat(points.size()).isBetween(Math.min(count, LossHistory.MAX_POINTS / 2), LossHistory.MAX_POINTS + 1);
        assertThat(points.get(0).examples()).isEqualTo(10);
        assertThat(points.get(points.size() - 1).examples()).isEqualTo(10L * count);
        long stride = 1;
        while (count > stride * LossHistory.MAX_POINTS) {
            stride *= 2;
        }
        for (int i = 1; i < points.size() - 1; i++) {
            assertThat(points.get(i).examples() - points.get(i - 1).examples()).isEqualTo(10 * stride);
        }
        assertThat(history.seen()).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveAtMostTheLimitWithBothEndsAtEvenDistances(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = 2 + random.nextInt(3_000);
        LossHistory history = new LossHistory();
        for (int i = 0; i < count; i++) {
            history.add(point(i + 1));
        }
        int all = history.points(Integer.MAX_VALUE).size();
        int limit = 2 + random.nextInt(all);
        List<ReportPoint> points = history.points(limit);
        assertThat(points).hasSize(Math.min(limit, all)).doesNotHaveDuplicates();
        assertThat(points.get(0).examples()).isEqualTo(1);
        assertThat(points.get(points.size() - 1).examples()).isEqualTo(count);
        List<ReportPoint> every = history.points(Integer.MAX_VALUE);
        List<Integer> gaps = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            gaps.add(every.indexOf(points.get(i)) - every.indexOf(points.get(i - 1)));
        }
        int least = gaps.stream().min(Integer::compare).orElseThrow();
        assertThat(gaps).allMatch(gap -> gap == least || gap == least + 1);
        assertThat(history.points(1)).extracting(ReportPoint::examples).containsExactly((long) count);
    }

    @Test
    void shouldForgetWhatIsNotReachedYetWhenLearnerGoesBack() {
        LossHistory history = new LossHistory();
        for (int i = 1; i <= 10; i++) {
            history.add(point(100L * i));
        }
        assertThat(history.add(point(450))).isFalse();
        assertThat(history.points(100)).extracting(ReportPoint::examples).containsExactly(100L, 200L, 300L, 400L, 450L);
        assertThat(history.add(point(500))).isTrue();
        assertThat(history.add(point(100))).isFalse();
        assertThat(history.points(100)).extracting(ReportPoint::examples).containsExactly(100L);
    }

    @Test
    void shouldBeEmptyBeforeTheFirstPoint() {
        LossHistory history = new LossHistory();
        assertThat(history.newest()).isNull();
        assertThat(history.points(5)).isEmpty();
    }

    private static ReportPoint point(long examples) {
        return ReportPoint.of(TestReports.report("any", examples));
    }
}
