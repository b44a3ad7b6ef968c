package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfTest {

    @Test
    void shouldInvertTheDistributionFunctionWhenAskedForAnyUniformNumber() {
        int count = 1_000;
        Zipf zipf = new Zipf(count, 1.1);
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += Math.pow(rank + 1, -1.1);
        }
        double before = 0;
        for (int rank = 0; rank < count; rank++) {
            double after = before + Math.pow(rank + 1, -1.1) / sum;
            assertThat(zipf.rank(before + 0.001 * (after - before))).isEqualTo(rank);
            assertThat(zipf.rank(after - 0.001 * (after - before))).isEqualTo(rank);
            before = after;
        }
        assertThat(zipf.rank(0)).isZero();
        assertThat(zipf.rank(Math.nextDown(1.0))).isEqualTo(count - 1);
    }

    @Test
    void shouldDrawAllRanksAlikeWhenExponentIsZero() {
        Zipf zipf = new Zipf(4, 0);

        assertThat(new int[] {zipf.rank(0.24), zipf.rank(0.26), zipf.rank(0.74), zipf.rank(0.76)})
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldDrawRanksAsOftenAsTheLawSaysWhenDrawingMany() {
        int draws = 1_000_000;
        Zipf zipf = new Zipf(1 << 20, 1.1);
        SplittableRandom random = new SplittableRandom(7);
        int[] drawn = new int[1 << 20];
        for (int i = 0; i < draws; i++) {
            drawn[zipf.next(random)]++;
        }

        // 1 by the sum of (rank + 1)^-1.1 over 2^20 ranks, which is 8.0846.
        assertThat(drawn[0]).isCloseTo((int) (draws / 8.0846), within(1_500));
        assertThat(drawn[9]).isCloseTo((int) (draws / 8.0846 * Math.pow(10, -1.1)), within(500));
        assertThat(drawn[99]).isCloseTo((int) (draws / 8.0846 * Math.pow(100, -1.1)), within(150));
    }

    @Test
    void shouldGiveTheSameEventsWithoutRepeatedFeaturesWhenSeededAlike() {
        ZipfEvents one = new ZipfEvents(64, 3);
        ZipfEvents other = new ZipfEvents(64, 3);
        for (int event = 0; event < 1_000; event++) {
            int[] ranks = other.nextRanks();
            var indices = one.next().getIndices();

            assertThat(indices).doesNotHaveDuplicates().hasSize(SparseEvents.FEATURES);
            for (int i = 0; i < ranks.length; i++) {
                assertThat(indices.get(i)).isEqualTo(other.row(ranks[i]));
            }
        }
    }
}
