package dev.millrace.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AucHistogramTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldGiveTheAreaUnderTheCurveWithinItsError(long seed) {
        Random random = new Random(seed);
        AucHistogram histogram = new AucHistogram();
        int n = 600;
        double[] scores = new double[n];
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = random.nextDouble() < 0.2;
            // Some lie beyond the outermost bins.
            scores[i] = random.nextGaussian() * (seed == 4 ? 12 : 2) + (positive[i] ? 1 : 0);
            histogram.add(scores[i], positive[i]);
        }
        double above = 0;
        double pairs = 0;
        double inOneBin = 0;
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < n; q++) {
                if (positive[p] && !positive[q]) {
                    pairs++;
                    above += scores[p] > scores[q] ? 1 : scores[p] == scores[q] ? 0.5 : 0;
                    inOneBin += bin(scores[p]) == bin(scores[q]) ? 1 : 0;
                }
            }
        }
        assertThat(histogram.auc()).isCloseTo(above / pairs, within(0.5 * inOneBin / pairs + 1e-12));
        assertThat(histogram.auc()).isBetween(0.52, 0.75);
    }

    @Test
    void shouldGiveTheExactAreaWhenNoTwoScoresShareABin() {
        AucHistogram histogram = new AucHistogram();
        double[] scores = {-15.9, -3, -1, 0, 0.5, 2, 15.9};
        boolean[] positive = {false, false, true, false, true, false, true};
        for (int i = 0; i < scores.length; i++) {
            histogram.add(scores[i], positive[i]);
        }
        // Positives are above 2, 3 and 4 of the 4 negatives.
        assertThat(histogram.auc()).isEqualTo(9 / 12.0);
    }

    @Test
    void shouldCountATieAsHalfAndHaveNoAreaWithOneClass() {
        AucHistogram histogram = new AucHistogram();
        histogram.add(1, true);
        assertThat(histogram.auc()).isNaN();
        histogram.add(1, false);
        assertThat(histogram.auc()).isEqualTo(0.5);
        histogram.add(-1e300, false);
        histogram.add(1e300, true);
        assertThat(histogram.auc()).isEqualTo(3.5 / 4);
    }

    private static int bin(double score) {
        return (int) Math.floor(128 * Math.max(-16, Math.min(15.999, score)));
    }
}
