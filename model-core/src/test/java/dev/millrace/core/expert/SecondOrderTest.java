package dev.millrace.core.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second-order experts against Kalman filters of full matrices in double precision. */
class SecondOrderTest {

    private static final int FEATURES = 10;
    private static final int ROWS = 1 + FEATURES;
    private static final double BIAS_VARIANCE = 100;

    /** Correlated, their means far above their deviations. */
    private static final class Stream {
        final Random random;
        final double[] targets = new double[ROWS];
        final double[] x = new double[ROWS];
        double label;

        final double mean;

        /** @param mean of the first feature; others are multiples of it */
        Stream(long seed, double mean) {
            this.mean = mean;
            random = new Random(seed);
            for (int i = 0; i < ROWS; i++) {
                targets[i] = random.nextGaussian();
            }
        }

        private boolean isFar() {
            return mean > 10;
        }

        void next() {
            double common = random.nextGaussian();
            x[0] = 1;
            label = 20 + random.nextGaussian();
            for (int i = 1; i < ROWS; i++) {
                double deviation = 0.8 * common + 0.6 * random.nextGaussian();
                // As floats, which is what a feature is.
                x[i] = (float) (mean * (isFar() ? i : 1) + deviation);
                label += targets[i] * deviation;
            }
        }
    }

    /** A Kalman filter whose covariance is block-diagonal: dense among the first few rows, diagonal beyond. */
    private static final class Reference {
        final int places;
        final double forgetting;
        final double[][] covariance = new double[ROWS][ROWS];
        final double[] weights = new double[ROWS];
        private final double[] units = new double[ROWS];
        private double origin;
        private boolean isFirst = true;

        Reference(int places, double variance, double forgetting) {
            this.places = places;
            this.forgetting = forgetting;
            for (int i = 0; i < ROWS; i++) {
                covariance[i][i] = i == 0 ? Math.max(variance, BIAS_VARIANCE) : variance;
            }
        }

        void learn(double[] raw, double label) {
            double[] x = new double[ROWS];
            if (isFirst) {
                origin = label;
                for (int i = 0; i < ROWS; i++) {
                    units[i] = Math.abs(raw[i]);
                }
                isFirst = false;
            }
            double error = label - origin;
            for (int i = 0; i < ROWS; i++) {
                x[i] = raw[i] / units[i];
                error -= weights[i] * x[i];
            }
            double[] gain = new double[ROWS];
            double total = 1;
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < ROWS; j++) {
                    gain[i] += covariance[i][j] * x[j];
                }
                total += gain[i] * x[i];
            }
            for (int i = 0; i < ROWS; i++) {
                weights[i] += gain[i] * error / total;
                for (int j = 0; j < ROWS; j++) {
                    boolean isKept = i == j || (i < places && j < places);
                    covariance[i][j] = isKept ? (covariance[i][j] - gain[i] * gain[j] / total) / forgetting : 0;
                }
            }
        }
    }

    private static Panel panel(int places, Loss loss) {
        return Panel.of(new Auto(true, places), 1, loss);
    }

    /** An experts' committee with what this test reads of it. */
    private static final class Filters {
        final Panel panel;
        final WorkingSet parameters;
        final Committee committee;
        private final double[] score = new double[1];

        Filters(int places) {
            panel = panel(places, new SquaredLoss());
            parameters = new WorkingSet(panel.layout(ROWS), null, 0, 0);
            committee = new Committee(panel, parameters, new SquaredLoss(), true);
        }

        void learn(double[] x, double label) {
            committee.rows().clear();
            for (int i = 0; i < ROWS; i++) {
                committee.rows().add(i, (float) x[i]);
            }
            committee.predict(score);
            double error = score[0] - label;
            committee.learn(label, 1, error * error);
        }

        double[] weights(int expert) {
            double[] weights = new double[ROWS];
            for (int i = 0; i < ROWS; i++) {
                weights[i] = parameters.data()[parameters.locate(i) + panel.weights(panel.firstOrder() + expert)];
            }
            return weights;
        }

        double variance(int expert, int row) {
            return parameters.data()[parameters.locate(row) + panel.variances() + expert];
        }

        /** {@code U D U'} of the first so many features. */
        double[][] covariance(int expert, int size) {
            int from = parameters.tailOffset() + expert * panel.covarianceFloats();
            double[][] u = new double[size][size];
            double[] d = new double[size];
            for (int j = 0; j < size; j++) {
                int column = from + j * (j + 1) / 2;
                for (int i = 0; i < j; i++) {
                    u[i][j] = parameters.data()[column + i];
                }
                u[j][j] = 1;
                d[j] = parameters.data()[column + j];
            }
            double[][] product = new double[size][size];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    for (int k = 0; k < size; k++) {
                        product[i][j] += u[i][k] * d[k] * u[j][k];
                    }
                }
            }
            return product;
        }
    }

    @ParameterizedTest
    @CsvSource({
        // expert, its variance, its forgetting, events, mean
        "0, 1, 1, 500, 20",
        "0, 1, 1, 500, 3",
        // What an expert began with is bounded, and is to be forgotten first.
        "2, 10, .999, 15000, 3",
        "3, 10, .99, 1500, 3"
    })
    void shouldBeADenseKalmanFilterWhenAllFeaturesHaveAPlace(
            int expert, double variance, double forgetting, int events, double mean) {
        Filters filters = new Filters(128);
        Reference reference = new Reference(ROWS, variance, forgetting);
        Stream stream = new Stream(events, mean);
        for (int event = 0; event < events; event++) {
            stream.next();
            filters.learn(stream.x, stream.label);
            reference.learn(stream.x, stream.label);
        }
        double norm = norm(reference.weights);
        assertThat(distance(filters.weights(expert), reference.weights)).isLessThan(1e-4 * norm);
        assertThat(distance(filters.covariance(expert, ROWS), reference.covariance))
                .isLessThan(1e-4 * largest(reference.covariance));
    }

    @Test
    void shouldBeRidgeRegressionWhenItForgetsNothing() {
        Filters filters = new Filters(128);
        Stream stream = new Stream(5, 20);
        double[][] normal = new double[ROWS][ROWS + 1];
        for (int i = 0; i < ROWS; i++) {
            normal[i][i] = i == 0 ? 1 / BIAS_VARIANCE : 1;
        }
        double[] units = new double[ROWS];
        double origin = 0;
        for (int event = 0; event < 500; event++) {
            stream.next();
            filters.learn(stream.x, stream.label);
            if (event == 0) {
                System.arraycopy(stream.x, 0, units, 0, ROWS);
                origin = stream.label;
            }
            for (int i = 0; i < ROWS; i++) {
                double x = stream.x[i] / units[i];
                for (int j = 0; j < ROWS; j++) {
                    normal[i][j] += x * stream.x[j] / units[j];
                }
                normal[i][ROWS] += x * (stream.label - origin);
            }
        }
        double[] expected = solve(normal);
        assertThat(distance(filters.weights(0), expected)).isLessThan(1e-4 * norm(expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6})
    void shouldKeepTheVariancesAloneOfFeaturesWithoutAPlace(int places) {
        Filters filters = new Filters(places);
        for (int expert : new int[] {0, 3}) {
            Reference reference =
                    new Reference(places, filters.panel.variance(expert), filters.panel.forgetting(expert));
            Filters fresh = new Filters(places);
            Stream stream = new Stream(6, 1);
            for (int event = 0; event < 1500; event++) {
                stream.next();
                fresh.learn(stream.x, stream.label);
                reference.learn(stream.x, stream.label);
                for (int i = 0; i < ROWS; i++) {
                    reference.covariance[i][i] = Math.min(
                            reference.covariance[i][i], i == 0 ? BIAS_VARIANCE : filters.panel.variance(expert));
                }
            }
            assertThat(distance(fresh.weights(expert), reference.weights)).isLessThan(1e-4 * norm(reference.weights));
            assertThat(distance(fresh.weights(expert), reference.weights)).isLessThan(2e-4 * norm(reference.weights));
            for (int i = places; i < ROWS; i++) {
                assertThat(fresh.variance(expert, i))
                        .as("row %d", i)
                        .isCloseTo(reference.covariance[i][i], within(1e-4 * reference.covariance[i][i]));
            }
            double[][] dense = new double[places][places];
            for (int i = 0; i < places; i++) {
                System.arraycopy(reference.covariance[i], 0, dense[i], 0, places);
            }
            assertThat(distance(fresh.covariance(expert, places), dense)).isLessThanOrEqualTo(1e-4 * largest(dense));
        }
    }

    @Test
    void shouldNeverGrowAVarianceBeyondWhatItBeganWith() {
        Filters filters = new Filters(5);
        double[] x = new double[ROWS];
        x[0] = 1;
        Stream stream = new Stream(8, 3);
        for (int event = 0; event < 3000; event++) {
            stream.next();
            if (event < 20) {
                filters.learn(stream.x, stream.label);
            } else {
                // Only the bias goes on; the others are forgotten.
                filters.learn(x, stream.label);
            }
        }
        double[][] covariance = filters.covariance(3, 5);
        for (int i = 1; i < 5; i++) {
            // The diagonal of D is bounded, and with it what U has beyond.
            int column = filters.parameters.tailOffset() + 3 * filters.panel.covarianceFloats() + i * (i + 1) / 2;
            assertThat(filters.parameters.data()[column + i]).isLessThanOrEqualTo(10);
            assertThat(covariance[i][i]).isPositive();
        }
        for (int row = 5; row < ROWS; row++) {
            assertThat(filters.variance(3, row)).isBetween(0.0, 10.0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldMoveTheScoreToWhereLogLossAndDistanceAreTogetherLeast(long seed) {
        Judge judge = Judge.of(new LogisticLoss(), 1, new LabelScale(false, false));
        Random random = new Random(seed);
        double[] step = new double[1];
        double worst = 0;
        for (int i = 0; i < 20_000; i++) {
            double score = 30 * random.nextGaussian();
            double variance = i % 100 == 0 ? 0 : Math.pow(10, 15 * random.nextDouble() - 9);
            double importance = Math.pow(10, 4 * random.nextDouble() - 2);
            double label = random.nextInt(2);

            double curvature = judge.step(new double[] {7, score}, 1, variance, label, importance, step);

            double p = 1 / (1 + Math.exp(-(score + variance * step[0])));
            worst = Math.max(worst, Math.abs(step[0] - importance * (label - p)));
            assertThat(curvature).isCloseTo(Math.max(p * (1 - p), 0.01), within(1e-9));
        }
        assertThat(worst).isLessThan(1e-8);
    }

    private static double[] solve(double[][] augmented) {
        int n = augmented.length;
        for (int p = 0; p < n; p++) {
            for (int i = p + 1; i < n; i++) {
                double factor = augmented[i][p] / augmented[p][p];
                for (int j = p; j <= n; j++) {
                    augmented[i][j] -= factor * augmented[p][j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double rest = augmented[i][n];
            for (int j = i + 1; j < n; j++) {
                rest -= augmented[i][j] * solution[j];
            }
            solution[i] = rest / augmented[i][i];
        }
        return solution;
    }

    private static double norm(double[] a) {
        return distance(a, new double[a.length]);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    private static double largest(double[][] matrix) {
        return distance(matrix, new double[matrix.length][matrix.length]);
    }

    /** The largest difference of two elements. */
    private static double distance(double[][] a, double[][] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                largest = Math.max(largest, Math.abs(a[i][j] - b[i][j]));
            }
        }
        return largest;
    }
}
