package dev.millrace.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.route.EndsSeen.Behind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndsSeenTest {

    private long millis = 1_000;
    private final EndsSeen seen = new EndsSeen(() -> TimeUnit.MILLISECONDS.toNanos(millis));

    @Test
    void shouldKnowNothingBeforeTheFirstLook() {
        assertThat(seen.behind(7)).isEqualTo(new Behind(null, null));
    }

    @Test
    void shouldTellSinceWhenThePositionIsBehind() {
        sawAt(1_000, 10);
        sawAt(2_000, 20);
        sawAt(3_000, 30);
        millis = 3_250;
        assertThat(seen.behind(30)).isEqualTo(new Behind(0L, 250L));
        assertThat(seen.behind(29)).isEqualTo(new Behind(1L, 1_250L));
        assertThat(seen.behind(10)).isEqualTo(new Behind(20L, 2_250L));
    }

    @Test
    void shouldNotKnowTheAgeOfWhatWasAlwaysBehind() {
        sawAt(1_000, 10);
        assertThat(seen.behind(9)).isEqualTo(new Behind(1L, null));
    }

    /** A model may be ahead of the last look. */
    @Test
    void shouldNotBeBehindWhenAhead() {
        sawAt(1_000, 10);
        assertThat(seen.behind(15)).isEqualTo(new Behind(0L, 0L));
    }

    @Test
    void shouldStayYoungAsLongAsNothingComes() {
        sawAt(1_000, 10);
        sawAt(9_000, 10);
        assertThat(seen.behind(10)).isEqualTo(new Behind(0L, 0L));
    }

    @Test
    void shouldCountMarkersAtTheEndAsNothing() {
        sawAt(1_000, 10);
        sawAt(2_000, 11);
        assertThat(seen.behind(10)).isEqualTo(new Behind(1L, 1_000L));
        assertThat(seen.gapToCheck()).isEqualTo(-1);
        assertThat(seen.gapToCheck()).isEqualTo(10);
        seen.nothingBetween(10, 11);
        assertThat(seen.behind(10)).isEqualTo(new Behind(0L, 0L));
        assertThat(seen.gapToCheck()).isEqualTo(-1);
        // A record behind the marker.
        sawAt(3_000, 12);
        assertThat(seen.behind(10)).isEqualTo(new Behind(1L, 1_000L));
        assertThat(seen.gapToCheck()).isEqualTo(10);
    }

    @Test
    void shouldLookForMarkersOnlyWhereNobodyLearns() {
        sawAt(1_000, 10);
        seen.behind(5);
        assertThat(seen.gapToCheck()).isEqualTo(-1);
        seen.behind(6);
        assertThat(seen.gapToCheck()).isEqualTo(-1);
    }

    @Test
    void shouldForgetTheTopicThatWasThereBefore() {
        sawAt(1_000, 100);
        sawAt(2_000, 3);
        assertThat(seen.behind(2)).isEqualTo(new Behind(1L, null));
    }

    /** However many ends were seen, an age is never told too young, nor much too old. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverTellAnAgeThatIsTooYoung(long seed) {
        Random random = new Random(seed);
        List<long[]> all = new ArrayList<>();
        long end = 0;
        for (int look = 0; look < 20_000; look++) {
            end += random.nextInt(3);
            millis += 1 + random.nextInt(500);
            seen.saw(end);
            all.add(new long[] {end, millis});
        }
        for (int i = 0; i < 200; i++) {
            long next = 1L + random.nextInt((int) end);
            long exact = millis
                    - all.stream()
                            .filter(some -> some[0] <= next)
                            .mapToLong(some -> some[1])
                            .max()
                            .orElseThrow();
            Behind behind = seen.behind(next);
            assertThat(behind.offsets()).isEqualTo(end - next);
            assertThat(behind.millis()).isGreaterThanOrEqualTo(exact).isLessThanOrEqualTo(exact + exact / 19);
        }
    }

    private void sawAt(long when, long end) {
        millis = when;
        seen.saw(end);
    }
}
