package dev.millrace.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lazy averages against the direct ones, in which every row takes part in every step. */
class AveragingTest {

    private static final int ROWS = 5;

    static Stream<Averaging> shouldBeTheAverageOverAllStepsThoughOnlyTouchedRowsAreWritten() {
        return Stream.of(
                new PolyakAverage(0, true),
                new PolyakAverage(37, true),
                new PolyakAverage(10_000, true),
                new ExponentialAverage(0.9, true),
                new ExponentialAverage(0.999, true),
                new ExponentialAverage(1e-3, true));
    }

    @ParameterizedTest
    @MethodSource
    void shouldBeTheAverageOverAllStepsThoughOnlyTouchedRowsAreWritten(Averaging averaging) {
        for (int width = 1; width <= 3; width++) {
            check(averaging, width, 3000);
        }
    }

    private static void check(Averaging averaging, int width, int steps) {
        Random random = new Random(width);
        float[][] rows = new float[ROWS][width + averaging.floats(width)];
        double[][] direct = new double[ROWS][width];
        for (int step = 1; step <= steps; step++) {
            for (int row = 0; row < ROWS; row++) {
                // Row 0 in every step, row 4 in about one of 81.
                if (random.nextDouble() < StrictMath.pow(3, -row)) {
                    float[] before = rows[row].clone();
                    for (int k = 0; k < width; k++) {
                        rows[row][k] += (float) (0.1 * (row + 1 - rows[row][k]) + 0.3 * random.nextGaussian());
                    }
                    averaging.update(rows[row], 0, width, width, before, 0, step);
                }
                for (int k = 0; k < width; k++) {
                    direct[row][k] = next(averaging, direct[row][k], rows[row][k], step);
                }
            }
            for (int row = 0; row < ROWS; row++) {
                double factor = averaging.factor(rows[row], width, width, step);
                for (int k = 0; k < width; k++) {
                    assertThat(rows[row][k] + factor * rows[row][width + k])
                            .as("%s, row %d, weight %d, step %d", averaging, row, k, step)
                            .isCloseTo(direct[row][k], within(2e-6 * (1 + Math.abs(direct[row][k]))));
                }
            }
        }
    }

    /** The average by its definition, in double precision. */
    private static double next(Averaging averaging, double average, double weight, int step) {
        if (averaging instanceof ExponentialAverage exponential) {
            return exponential.decay() * average + (1 - exponential.decay()) * weight;
        }
        long counted = step - ((PolyakAverage) averaging).start();
        return counted <= 1 ? weight : average + (weight - average) / counted;
    }

    @Test
    void shouldKeepItsDigitsWhenThereWereTensOfMillionsOfSteps() {
        PolyakAverage polyak = new PolyakAverage(0, true);
        Random random = new Random(3);
        float[] row = new float[2];
        float[] before = new float[2];
        double sum = 0;
        int steps = 30_000_000;
        for (int step = 1; step <= steps; step++) {
            before[0] = row[0];
            row[0] += (float) (0.01 * (1 - row[0]) + 0.02 * (random.nextDouble() - 0.5));
            polyak.update(row, 0, 1, 1, before, 0, step);
            sum += row[0];
        }
        double average = row[0] + polyak.factor(row, 1, 1, steps) * row[1];
        // A running mean in a float would have stopped moving long before.
        assertThat(average).isCloseTo(sum / steps, within(2e-5));
    }

    @Test
    void shouldKnowTheStepExactlyWhenItIsLargerThanAFloatCanCount() {
        ExponentialAverage average = new ExponentialAverage(0.5, true);
        float[] row = {1, 0, 0, 0};
        long step = (1L << 40) + 12_345_677;

        average.update(row, 0, 1, 1, new float[1], 0, step);

        assertThat(average.factor(row, 1, 1, step)).isEqualTo(1);
        assertThat(average.factor(row, 1, 1, step + 3)).isCloseTo(0.125, within(1e-15));
        assertThat(row[1]).isEqualTo(-0.5f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
    void shouldRefuseWhenTheDecayIsOutOfRange(double decay) {
        assertThatThrownBy(() -> new ExponentialAverage(decay, false))
                .hasMessage("decay: expected above 0 and below 1, got " + decay);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_000_000_000_001L})
    void shouldRefuseWhenTheStartIsOutOfRange(long start) {
        assertThatThrownBy(() -> new PolyakAverage(start, false))
                .hasMessage("start: expected 0 to 1000000000000 steps, got " + start);
    }
}
