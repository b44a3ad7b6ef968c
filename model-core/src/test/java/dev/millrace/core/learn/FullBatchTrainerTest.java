package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.Batching.Combine;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gradient descent against its formulas. */
class FullBatchTrainerTest {

    @Test
    void shouldFindTheLeastSquaresSolutionWhenTrainedOnFullBatches() {
        // y = 0.5 + 2 x at x = -1, 0, 1, 2, with errors 0.1, -0.2, 0.3, 0.
        double[] x = {-1, 0, 1, 2};
        double[] y = {-1.4, 0.3, 2.8, 4.5};
        double slope = (sum(x, y) - sum(x) * sum(y) / 4) / (sum(x, x) - sum(x) * sum(x) / 4);
        double intercept = (sum(y) - slope * sum(x)) / 4;
        Learner learner = Chains.learner(Chains.regression().withBatching(new Batching.Full(Combine.MEAN)));

        double[] losses = new FullBatchTrainer(learner)
                .train(
                        visitor -> {
                            for (int i = 0; i < 4; i++) {
                                visitor.example(line(x[i]), y[i], 1);
                            }
                        },
                        500);

        assertThat(losses[0]).isCloseTo(sum(y, y) / 4, within(1e-12));
        double[] w = {0, 0};
        for (int epoch = 0; epoch < 500; epoch++) {
            double loss = 0;
            double[] gradient = {0, 0};
            for (int i = 0; i < 4; i++) {
                double error = w[0] + w[1] * x[i] - y[i];
                loss += error * error / 4;
                gradient[0] += 2 * error / 4;
                gradient[1] += 2 * error * x[i] / 4;
            }
            assertThat(losses[epoch]).as("epoch %d", epoch).isCloseTo(loss, within(1e-5));
            w[0] -= Chains.RATE * gradient[0];
            w[1] -= Chains.RATE * gradient[1];
        }
        float[] weights = TestStream.weights(learner);
        assertThat((double) weights[0]).isCloseTo(intercept, within(1e-6));
        assertThat((double) weights[7]).isCloseTo(slope, within(1e-6));
        assertThat(learner.step()).isEqualTo(500);
        assertThat(losses[499]).isLessThan(losses[0] / 50);
    }

    @Test
    void shouldRefuseToTrainWhenTheLearnerMakesItsOwnSteps() {
        assertThatThrownBy(() -> new FullBatchTrainer(Chains.learner(Chains.regression())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learner: expected one that makes its step when told (Batching.Full), got"
                        + " Count[size=1, combine=MEAN]");
    }

    private static FeatureVector line(double x) {
        return Vectors.of(new float[0], new int[] {0, 7}, new float[] {1, (float) x});
    }

    private static double sum(double[] a) {
        return Arrays.stream(a).sum();
    }

    private static double sum(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
