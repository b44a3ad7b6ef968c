package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipfTest {

    /** Pearson's statistic against the law itself, which is easy to sum up for few ranks. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 1.1, 3})
    void shouldDrawEachRankAsOftenAsTheLawSays(double exponent) {
        int ranks = 50;
        int draws = 1_000_000;
        Zipf zipf = new Zipf(ranks, exponent);
        SplittableRandom random = new SplittableRandom(5);
        int[] drawn = new int[ranks];
        for (int i = 0; i < draws; i++) {
            drawn[(int) zipf.next(random)]++;
        }
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += Math.pow(rank + 1, -exponent);
        }
        double statistic = 0;
        for (int rank = 0; rank < ranks; rank++) {
            double expected = draws * Math.pow(rank + 1, -exponent) / sum;
            statistic += (drawn[rank] - expected) * (drawn[rank] - expected) / expected;
        }
        // 49 degrees of freedom: above 85 with a probability of 0.001.
        assertThat(statistic).isLessThan(85);
    }

    @Test
    void shouldRefuseWhatIsNoDistribution() {
        assertThatThrownBy(() -> new Zipf(0, 1)).hasMessageContaining("got 0, 1.0");
        assertThatThrownBy(() -> new Zipf(1, 0)).hasMessageContaining("got 1, 0.0");
    }

    @Test
    void shouldDrawRanksAsOftenAsTheLawSaysWhenDrawingMany() {
        int draws = 1_000_000;
        Zipf zipf = new Zipf(1 << 20, 1.1);
        SplittableRandom random = new SplittableRandom(7);
        int[] drawn = new int[1 << 20];
        for (int i = 0; i < draws; i++) {
            drawn[(int) zipf.next(random)]++;
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
