package dev.millrace.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The methods that PyTorch lacks, against slow double-precision references that follow the papers line by line. */
class PaperTest {

    private static final int STEPS = 60;
    private static final int WIDTH = 4;

    /** Chen et al. 2023, algorithm 2. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.99, 0, 0.01, 1", "0.95, 0.98, 0.1, 0.003, 2", "0.5, 0.5, 1, 0.1, 3"})
    void shouldFollowChenWhenLion(double beta1, double beta2, double decay, double rate, long seed) {
        Trial trial = new Trial(new Lion(beta1, beta2, decay), rate, seed, true);
        double[] m = new double[WIDTH];
        trial.run((step, w, g, curvature) -> {
            for (int i = 0; i < WIDTH; i++) {
                double update = Math.signum(beta1 * m[i] + (1 - beta1) * g[i]);
                w[i] = w[i] - rate * (update + decay * w[i]);
                m[i] = beta2 * m[i] + (1 - beta2) * g[i];
            }
        });
    }

    /** McMahan et al. 2013, algorithm 1: weights are computed from z and n when they are needed. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0, 0.1, 1", "0.5, 0.3, 1, 0.5, 2", "1, 2, 0, 0.05, 3", "0, 0.1, 0.1, 0.2, 4"})
    void shouldFollowMcMahanWhenFtrl(double beta, double l1, double l2, double alpha, long seed) {
        Trial trial = new Trial(new FtrlProximal(beta, l1, l2), alpha, seed, false);
        double[] z = new double[WIDTH];
        double[] n = new double[WIDTH];
        trial.run((step, w, g, curvature) -> {
            for (int i = 0; i < WIDTH; i++) {
                double sigma = (Math.sqrt(n[i] + g[i] * g[i]) - Math.sqrt(n[i])) / alpha;
                z[i] = z[i] + g[i] - sigma * w[i];
                n[i] = n[i] + g[i] * g[i];
                w[i] = Math.abs(z[i]) <= l1
                        ? 0
                        : -1 / ((beta + Math.sqrt(n[i])) / alpha + l2) * (z[i] - Math.signum(z[i]) * l1);
                w[i] = n[i] == 0 ? 0 : w[i];
            }
        });
    }

    /** Orabona and Tommasi 2017, algorithm 2. */
    @ParameterizedTest
    @CsvSource({"100, 1", "10, 2", "1, 3"})
    void shouldFollowOrabonaWhenCoinBetting(double alpha, long seed) {
        Trial trial = new Trial(new CoinBetting(alpha), 1, seed, true);
        double[] start = trial.weights();
        double[] largest = new double[WIDTH];
        double[] sum = new double[WIDTH];
        double[] reward = new double[WIDTH];
        double[] theta = new double[WIDTH];
        trial.run((step, w, gradient, curvature) -> {
            for (int i = 0; i < WIDTH; i++) {
                double g = -gradient[i];
                largest[i] = Math.max(largest[i], Math.abs(g));
                sum[i] += Math.abs(g);
                reward[i] = Math.max(reward[i] + (w[i] - start[i]) * g, 0);
                theta[i] += g;
                double beta = theta[i] / (largest[i] * Math.max(sum[i] + largest[i], alpha * largest[i]));
                w[i] = largest[i] == 0 ? start[i] : start[i] + beta * (largest[i] + reward[i]);
            }
        });
    }

    /** Hazan, Agarwal and Kale 2007, figure 2: A = epsilon I + sum of g g', of which the diagonal is kept. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "0.1, 3, 2", "100, 20, 3"})
    void shouldFollowHazanWhenOnlineNewton(double epsilon, double rate, long seed) {
        Trial trial = new Trial(new OnlineNewton(epsilon), rate, seed, true);
        double[] diagonal = new double[WIDTH];
        Arrays.fill(diagonal, epsilon);
        trial.run((step, w, g, curvature) -> {
            for (int i = 0; i < WIDTH; i++) {
                diagonal[i] += g[i] * g[i];
                w[i] -= rate / diagonal[i] * g[i];
            }
        });
    }

    /** Liu et al. 2024, algorithm 3, with a Hessian estimate at every step. */
    @ParameterizedTest
    @CsvSource({"0.965, 0.99, 0.05, 1e-12, 0.01, 1", "0.9, 0.5, 1, 1e-3, 0.1, 2", "0, 0, 10, 1e-8, 0.5, 3"})
    void shouldFollowLiuWhenDiagonalHessian(
            double beta1, double beta2, double gamma, double epsilon, double rate, long seed) {
        Trial trial = new Trial(new DiagonalHessian(beta1, beta2, gamma, epsilon), rate, seed, true);
        double[] m = new double[WIDTH];
        double[] h = new double[WIDTH];
        trial.run((step, w, g, curvature) -> {
            for (int i = 0; i < WIDTH; i++) {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                h[i] = beta2 * h[i] + (1 - beta2) * curvature[i];
                double ratio = m[i] / Math.max(gamma * h[i], epsilon);
                w[i] -= rate * (ratio > 1 ? 1 : ratio < -1 ? -1 : ratio);
            }
        });
    }

    /** Ross, Mineiro and Langford 2013, algorithm 2, on two features of very different scale that grows now and then. */
    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.1, 2", "2, 3"})
    void shouldFollowRossWhenNormalizedAdaptive(double rate, long seed) {
        Random random = new Random(seed);
        NormalizedAdaptive optimizer = new NormalizedAdaptive();
        double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
        float[][] rows = new float[2][3];
        double[] w = new double[2];
        double[] s = new double[2];
        double[] sumSquares = new double[2];
        double n = 0;
        for (int t = 1; t <= STEPS; t++) {
            float[][] inputs = new float[2][];
            for (int i = 0; i < 2; i++) {
                float x = (float) (random.nextGaussian() * (i == 0 ? 1e-4 : 1e5) * (t % 20 == 0 ? 10 : 1));
                inputs[i] = new float[] {(float) random.nextGaussian() * x, Math.abs(x)};
                // (a)
                if (Math.abs(x) > s[i]) {
                    w[i] = w[i] * s[i] / Math.abs(x);
                    s[i] = Math.abs(x);
                }
                // (c)
                n += x * (double) x / (s[i] * s[i]);
                OneRow.observe(optimizer, rows[i], 0, inputs[i], 0, 1, coefficients);
            }
            optimizer.prepareStep(rate, t, coefficients);
            for (int i = 0; i < 2; i++) {
                // (d)
                sumSquares[i] += (double) inputs[i][0] * inputs[i][0];
                w[i] -= rate * Math.sqrt(t / n) / (s[i] * Math.sqrt(sumSquares[i])) * inputs[i][0];
                OneRow.update(optimizer, rows[i], 0, inputs[i], 0, 1, coefficients);
                assertThat((double) rows[i][0])
                        .as("weight %d, step %d", i, t)
                        .isCloseTo(w[i], within(1e-5 * Math.max(Math.abs(w[i]), 0.1 / s[i])));
            }
            assertThat(coefficients[0]).isCloseTo(n, within(1e-6 * n));
        }
    }

    @FunctionalInterface
    private interface Reference {
        void step(int step, double[] w, float[] gradient, float[] curvature);
    }

    /** Gradients of all sizes: tiny, huge, flipping, and one that is 0 three times out of four. */
    private static final class Trial {
        private final Optimizer optimizer;
        private final double rate;
        private final Random random;
        private final float[] row;

        Trial(Optimizer optimizer, double rate, long seed, boolean anyStart) {
            this.optimizer = optimizer;
            this.rate = rate;
            this.random = new Random(seed);
            this.row = new float[WIDTH * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow()];
            for (int i = 0; i < WIDTH && anyStart; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }

        double[] weights() {
            double[] weights = new double[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                weights[i] = row[i];
            }
            return weights;
        }

        void run(Reference reference) {
            double[] expected = weights();
            double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
            for (int step = 1; step <= STEPS; step++) {
                float[] input = new float[2 * WIDTH];
                input[0] = (float) (1e-6 * random.nextGaussian());
                input[1] = (float) (1e3 * random.nextGaussian());
                input[2] = (step % 2 == 0 ? 1 : -1) * random.nextFloat();
                input[3] = step % 4 == 1 ? (float) random.nextGaussian() : 0;
                for (int i = 0; i < WIDTH; i++) {
                    input[WIDTH + i] = input[i] * input[i] * (1 + random.nextFloat());
                }
                optimizer.prepareStep(rate, step, coefficients);
                OneRow.update(optimizer, row, 0, input, 0, WIDTH, coefficients);
                reference.step(
                        step, expected, Arrays.copyOf(input, WIDTH), Arrays.copyOfRange(input, WIDTH, 2 * WIDTH));
                for (int i = 0; i < WIDTH; i++) {
                    assertThat((double) row[i])
                            .as("weight %d, step %d", i, step)
                            .isCloseTo(expected[i], within(1e-5 * Math.max(Math.abs(expected[i]), 0.1)));
                }
            }
        }
    }
}
