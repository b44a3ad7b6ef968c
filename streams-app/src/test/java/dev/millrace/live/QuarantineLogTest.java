package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.query.Provenance;
import dev.millrace.query.QueryException;
import dev.millrace.schemas.QuarantineStage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineLogTest {

    private static final TailStatus CURRENT = new TailStatus(true, null);

    private final QuarantineLog log = new QuarantineLog("quarantine");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldCountAllByStageAndKeepTheNewestReasons(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = 60 + random.nextInt(1_000);
        Map<QuarantineStage, Long> stages = new EnumMap<>(QuarantineStage.class);
        for (QuarantineStage stage : QuarantineStage.values()) {
            stages.put(stage, 0L);
        }
        List<QuarantineStage> all = List.copyOf(stages.keySet());
        for (int i = 0; i < count; i++) {
            QuarantineStage stage = all.get(random.nextInt(all.size()));
            stages.merge(stage, 1L, Long::sum);
            log.add(2, 10 + i, TestReports.quarantined(i, stage, "reason " + i));
        }
        QuarantineLog.Answer answer = log.answer(50, CURRENT);
        assertThat(answer.events()).isEqualTo(count);
        assertThat(answer.earlier()).isZero();
        assertThat(answer.stages()).isEqualTo(stages);
        assertThat(answer.newest()).hasSize(50);
        for (int i = 0; i < 50; i++) {
            QuarantineLog.Reason reason = answer.newest().get(i);
            assertThat(reason.reason()).isEqualTo("reason " + (count - 1 - i));
            assertThat(reason.position()).isEqualTo(new Provenance.Position("flights", 3, count - 1 - i));
            assertThat(reason.partition()).isEqualTo(2);
            assertThat(reason.offset()).isEqualTo(10 + count - 1 - i);
            assertThat(reason.learner()).isEqualTo(reason.stage() == QuarantineStage.LEARN ? "champion" : null);
        }
        assertThat(log.answer(3, CURRENT).newest()).isEqualTo(answer.newest().subList(0, 3));
    }

    @Test
    void shouldTellWhatWasNotRead() {
        log.skip(1_000);
        log.skip(500);
        log.add(0, 1_500, TestReports.quarantined(1, QuarantineStage.LABEL, "x"));
        assertThat(log.answer(1, CURRENT).earlier()).isEqualTo(1_500);
        assertThat(log.answer(1, CURRENT).events()).isEqualTo(1);
    }

    @Test
    void shouldShortenLongReasons() {
        log.add(0, 0, TestReports.quarantined(1, QuarantineStage.LABEL, "x".repeat(501)));
        log.add(0, 1, TestReports.quarantined(2, QuarantineStage.LABEL, "y".repeat(500)));
        assertThat(log.answer(2, CURRENT).newest())
                .extracting(QuarantineLog.Reason::reason)
                .containsExactly("y".repeat(500), "x".repeat(500) + " ...");
    }

    @Test
    void shouldRefuseLimitsThatAreNone() {
        for (int limit : List.of(0, 51)) {
            assertThatThrownBy(() -> log.answer(limit, CURRENT))
                    .isInstanceOf(QueryException.class)
                    .hasMessage("limit: expected 1 to 50 reasons, found " + limit);
        }
    }
}
