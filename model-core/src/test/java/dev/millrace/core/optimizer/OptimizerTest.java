package dev.millrace.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {

    private static final int WIDTH = 5;
    private static final int OFFSET = 3;
    private static final int GRADIENT_OFFSET = 2;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldDescendAlongTheGradientWhenSgd(long seed) {
        Random random = new Random(seed);
        Row row = new Row(new Sgd(), random);
        double[] reference = row.weights();
        Comparison weights = new Comparison("weight");
        for (int step = 1; step <= 60; step++) {
            float[] gradient = gradient(random, step);
            row.update(gradient, 0.01, step);
            for (int i = 0; i < WIDTH; i++) {
                reference[i] -= 0.01 * gradient[i];
            }
            weights.check(row.weights(), reference);
        }
        row.assertNothingElseChanged();
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.999, 1e-8, 1", "0.5, 0.9, 1e-3, 2", "0, 0, 1e-6, 3", "0.88, 0.995, 1e-8, 4"})
    void shouldFollowThePaperWhenLazyAdam(double beta1, double beta2, double epsilon, long seed) {
        Random random = new Random(seed);
        Row row = new Row(new LazyAdam(beta1, beta2, epsilon), random);
        double[] reference = row.weights();
        double[] m = new double[WIDTH];
        double[] v = new double[WIDTH];
        Comparison weights = new Comparison("weight");
        Comparison first = new Comparison("first moment");
        Comparison second = new Comparison("second moment");
        for (int step = 1; step <= 60; step++) {
            float[] gradient = gradient(random, step);
            row.update(gradient, 0.01, step);
            for (int i = 0; i < WIDTH; i++) {
                m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
                v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] * gradient[i];
                double mHat = m[i] / (1 - Math.pow(beta1, step));
                double vHat = v[i] / (1 - Math.pow(beta2, step));
                reference[i] -= 0.01 * mHat / (Math.sqrt(vHat) + epsilon);
            }
            weights.check(row.weights(), reference);
            first.check(row.slot(0), m);
            second.check(row.slot(1), v);
        }
        row.assertNothingElseChanged();
    }

    @Test
    void shouldMoveByTheRateWhenItIsAdamsFirstStep() {
        Row row = new Row(LazyAdam.DEFAULT, new Random(5));
        double[] before = row.weights();

        row.update(new float[] {1e-3f, -1e-3f, 1e3f, -1e3f, 0}, 0.125, 1);

        double[] after = row.weights();
        double[] moves = {-0.125, 0.125, -0.125, 0.125, 0};
        for (int i = 0; i < WIDTH; i++) {
            assertThat(after[i] - before[i]).isCloseTo(moves[i], within(3e-6));
        }
    }

    @Test
    void shouldLeaveMomentsAloneWhenARowIsNotTouched() {
        LazyAdam adam = new LazyAdam(0.5, 0.75, 1e-8);
        Row row = new Row(adam, new Random(6));
        row.update(new float[] {1, 1, 1, 1, 1}, 0.1, 1);

        // Steps 2 to 9 touched other rows; bias correction counts them, the moments do not.
        row.update(new float[] {1, 1, 1, 1, 1}, 0.1, 10);

        assertThat(row.slot(0)).containsOnly(0.75);
        assertThat(row.slot(1)).containsOnly(0.4375);
    }

    @Test
    void shouldCountSlotsOfAWeight() {
        assertThat(new Sgd().slotsPerWeight()).isZero();
        assertThat(LazyAdam.DEFAULT.slotsPerWeight()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void shouldRefuseWhenADecayIsOutOfRange(double decay) {
        assertThatThrownBy(() -> new LazyAdam(decay, 0.9, 1e-8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("beta1: expected 0 or more and below 1, got " + decay);
        assertThatThrownBy(() -> new LazyAdam(0.9, decay, 1e-8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("beta2: expected 0 or more and below 1, got " + decay);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-8, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseWhenEpsilonIsOutOfRange(double epsilon) {
        assertThatThrownBy(() -> new LazyAdam(0.9, 0.999, epsilon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epsilon: expected from 0 to 1, got " + epsilon);
    }

    /** Normal numbers of very different sizes, and some zeros. */
    private static float[] gradient(Random random, int step) {
        float[] sizes = {1e-6f, 1, 1e3f, 0, step % 3 == 0 ? 1 : 0};
        float[] gradient = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            gradient[i] = sizes[i] * (float) random.nextGaussian();
        }
        return gradient;
    }

    /** Equal up to what 60 roundings to single precision can add up to, at the largest size that the number had. */
    private static final class Comparison {
        private final String what;
        private final double[] peaks = new double[WIDTH];

        Comparison(String what) {
            this.what = what;
        }

        void check(double[] actual, double[] expected) {
            for (int i = 0; i < WIDTH; i++) {
                peaks[i] = Math.max(peaks[i], Math.abs(expected[i]));
                assertThat(actual[i]).as("%s %d", what, i).isCloseTo(expected[i], within(60 * 0x1p-23 * peaks[i]));
            }
        }
    }

    /** A row in the middle of a page, and a gradient in the middle of an array. */
    private static final class Row {
        private final Optimizer optimizer;
        private final float[] page;
        private final int rowFloats;
        private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

        Row(Optimizer optimizer, Random random) {
            this.optimizer = optimizer;
            this.rowFloats = WIDTH * (1 + optimizer.slotsPerWeight());
            this.page = new float[OFFSET + rowFloats + 4];
            for (int i = 0; i < page.length; i++) {
                page[i] = inRow(i) ? 0 : 77;
            }
            for (int i = 0; i < WIDTH; i++) {
                page[OFFSET + i] = (float) (10 * random.nextGaussian());
            }
        }

        void update(float[] gradient, double rate, long step) {
            float[] shifted = new float[GRADIENT_OFFSET + WIDTH];
            System.arraycopy(gradient, 0, shifted, GRADIENT_OFFSET, WIDTH);
            optimizer.prepareStep(rate, step, coefficients);
            OneRow.update(optimizer, page, OFFSET, shifted, GRADIENT_OFFSET, WIDTH, coefficients);
        }

        double[] weights() {
            return floats(OFFSET);
        }

        double[] slot(int slot) {
            return floats(OFFSET + WIDTH * (1 + slot));
        }

        void assertNothingElseChanged() {
            for (int i = 0; i < page.length; i++) {
                if (!inRow(i)) {
                    assertThat(page[i]).isEqualTo(77);
                }
            }
        }

        private boolean inRow(int i) {
            return i >= OFFSET && i < OFFSET + rowFloats;
        }

        private double[] floats(int from) {
            double[] values = new double[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                values[i] = page[from + i];
            }
            return values;
        }
    }
}
