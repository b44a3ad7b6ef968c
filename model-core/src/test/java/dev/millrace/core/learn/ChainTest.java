package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.Batching.Combine;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.link.ClipNorm;
import dev.millrace.core.link.ClipValue;
import dev.millrace.core.link.ExponentialAverage;
import dev.millrace.core.link.GradientLink;
import dev.millrace.core.link.L2;
import dev.millrace.core.link.MaxWeightNorm;
import dev.millrace.core.link.PolyakAverage;
import dev.millrace.core.link.TruncatedL1;
import dev.millrace.core.link.WeightDecay;
import dev.millrace.core.optimizer.AdamW;
import dev.millrace.core.optimizer.FtrlProximal;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Momentum;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.InverseSquareRoot;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands between the gradient and the weights: links, bounds, averages. */
class ChainTest {

    @Test
    void shouldApplyTheLinksOfTheGradientInTheirOrder() {
        Learner clipFirst = Chains.learner(Chains.regression().withGradientLinks(new ClipNorm(1), new L2(0.5)));
        Learner clipLast = Chains.learner(Chains.regression().withGradientLinks(new L2(0.5), new ClipNorm(1)));
        double[] first = new double[2];
        double[] last = new double[2];
        for (int n = 0; n < 5; n++) {
            FeatureVector event = Vectors.of(new float[0], new int[] {0, 7}, new float[] {1, 2});
            reference(first, 10, true);
            reference(last, 10, false);
            clipFirst.process(event, 10);
            clipLast.process(event, 10);
        }
        assertWeights(clipFirst, first);
        assertWeights(clipLast, last);
        assertThat(last[0]).isNotCloseTo(first[0], within(1e-3));
        assertThat(clipFirst.steps().clipped()).isEqualTo(5);
    }

    /** One step of squared loss on features 1 and 2, in double precision. */
    private static void reference(double[] w, double label, boolean clipFirst) {
        double byScore = 2 * (w[0] + 2 * w[1] - label);
        double[] g = {byScore, 2 * byScore};
        for (int pass = 0; pass < 2; pass++) {
            if ((pass == 0) == clipFirst) {
                double norm = Math.sqrt(g[0] * g[0] + g[1] * g[1]);
                double factor = Math.min(1, 1 / norm);
                g[0] *= factor;
                g[1] *= factor;
            } else {
                g[0] += 0.5 * w[0];
                g[1] += 0.5 * w[1];
            }
        }
        w[0] -= Chains.RATE * g[0];
        w[1] -= Chains.RATE * g[1];
    }

    @Test
    void shouldGiveAdamWWhenDecayIsALinkOfAdam() {
        int[] rows = IntStream.range(0, 5).toArray();
        Learner link = Chains.learner(TestStream.spec(Task.REGRESSION, LazyAdam.DEFAULT, new Constant(0.01), 1)
                .withWeightLinks(new WeightDecay(0.3)));
        Optimizer adamW = new AdamW(0.9, 0.999, 1e-8, 0.3);
        Learner whole = Chains.learner(TestStream.spec(Task.REGRESSION, adamW, new Constant(0.01), 1));
        for (Example example : dense(rows, 300)) {
            link.process(example.vector, example.label);
            whole.process(example.vector, example.label);
        }
        assertThat(TestStream.weights(link)).containsExactly(TestStream.weights(whole));
        assertThat(TestStream.weights(link)[3]).isNotZero();
    }

    @Test
    void shouldMakeUselessWeightsZeroWhenL1() {
        LearnerSpec spec = TestStream.spec(Task.BINARY, new Sgd(), new Constant(0.05), 1);
        Learner plain = Chains.learner(spec);
        Learner sparse = Chains.learner(spec.withWeightLinks(new TruncatedL1(0.3, 1e30)));
        for (Example example : TestStream.of(Task.BINARY, 1000, 8)) {
            plain.process(example.vector, example.label);
            sparse.process(example.vector, example.label);
        }
        assertThat(zeros(plain)).isEqualTo(TestStream.ROWS - TestStream.FREE_ROW);
        assertThat(zeros(sparse)).isEqualTo(21);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldKeepEveryRowWithinTheBound(Task task) {
        double limit = 0.02;
        Learner learner = Chains.learner(
                TestStream.spec(task, new Sgd(), new Constant(0.1), 1).withWeightLinks(new MaxWeightNorm(limit)));
        int width = TestStream.outputs(task);
        for (Example example : TestStream.of(task, 300, 9)) {
            learner.process(example.vector, example.label);
            float[] weights = TestStream.weights(learner);
            for (int row = 0; row < TestStream.ROWS; row++) {
                double squares = 0;
                for (int k = 0; k < width; k++) {
                    squares += (double) weights[row * width + k] * weights[row * width + k];
                }
                assertThat(Math.sqrt(squares)).isLessThanOrEqualTo(limit * (1 + 1e-6));
            }
        }
        assertThat(learner.steps().bounded()).isGreaterThan(100);
    }

    @Test
    void shouldCountARowAsBoundedOnlyWhenItIsBroughtBack() {
        Learner learner = Chains.learner(TestStream.spec(Task.REGRESSION, new Sgd(), new Constant(0.1), 1)
                .withWeightLinks(new MaxWeightNorm(0.1)));
        FeatureVector event = Vectors.of(new float[0], new int[] {5}, new float[] {1});
        learner.process(event, 5);
        assertThat(learner.steps().bounded()).isEqualTo(1);
        for (int n = 0; n < 10; n++) {
            learner.process(event, TestStream.weights(learner)[5]);
        }
        assertThat(learner.steps().bounded()).isEqualTo(1);
    }

    @Test
    void shouldLearnFromAWildEventWhenItsGradientIsClipped() {
        FeatureVector event = Vectors.of(new float[0], new int[] {0, 5}, new float[] {1, 1e20f});
        for (int batchSize : new int[] {1, 3}) {
            LearnerSpec spec = TestStream.spec(Task.REGRESSION, LazyAdam.DEFAULT, new Constant(0.1), batchSize);
            Learner clipped = Chains.learner(spec.withGradientLinks(new ClipNorm(1)));
            for (int n = 0; n < batchSize; n++) {
                assertThat(clipped.process(event, 5).status()).isEqualTo(Outcome.Status.LEARNED);
            }
            assertThat(clipped.step()).isEqualTo(1);
            assertThat(clipped.steps().gradientNorm()).isCloseTo(1e21, within(1e15));
            assertThat(clipped.steps().clipped()).isEqualTo(1);
            assertThat(Chains.learner(spec).process(event, 5).status()).isEqualTo(Outcome.Status.REFUSED);
        }
    }

    @Test
    void shouldReportTheNormOfTheGradientAndItsMeanOverTheWindow() {
        Learner learner = Chains.learner(TestStream.spec(Task.REGRESSION, new Sgd(), new Constant(1e-6), 1)
                .withGradientLinks(new ClipValue(0.001)));
        assertThat(learner.steps().gradientNorm()).isNaN();
        assertThat(learner.steps().windowGradientNorm()).isNaN();
        FeatureVector event = Vectors.of(new float[0], new int[] {0, 3}, new float[] {3, 4});
        for (int n = 1; n <= 200; n++) {
            learner.process(event, n <= 100 ? -1 : 10);
        }
        assertThat(learner.steps().gradientNorm()).isCloseTo(100, within(1e-3));
        assertThat(learner.steps().windowGradientNorm()).isCloseTo(100, within(1e-3));
        learner.process(event, -1);
        assertThat(learner.steps().gradientNorm()).isCloseTo(10, within(1e-3));
        // A window of 50 slides by tenths.
        assertThat(learner.steps().windowGradientNorm()).isCloseTo((45 * 100 + 10) / 46.0, within(1e-3));
        assertThat(learner.steps().clipped()).isEqualTo(201);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldPredictWithTheAveragesWhenTheyAreServedAndLearnAsIfTheyWereNot(Task task) {
        LearnerSpec spec = TestStream.spec(task, new Sgd(), new Constant(0.05), 1);
        Learner raw = Chains.learner(spec.withAveraging(new PolyakAverage(0, false)));
        Learner served = Chains.learner(spec.withAveraging(new PolyakAverage(0, true)));
        Learner exponential = Chains.learner(spec.withAveraging(new ExponentialAverage(0.9, true)));
        int width = spec.outputs();
        double[] mean = new double[TestStream.ROWS * width];
        double[] moving = new double[mean.length];
        int n = 0;
        for (Example example : Chains.unscaled(TestStream.of(task, 200, 17))) {
            raw.process(example.vector, example.label);
            Outcome outcome = served.process(example.vector, example.label);
            Outcome other = exponential.process(example.vector, example.label);
            for (int k = 0; k < width; k++) {
                assertThat(outcome.scores()[k]).isCloseTo(score(mean, example.vector, k, width), within(1e-5));
                assertThat(other.scores()[k]).isCloseTo(score(moving, example.vector, k, width), within(1e-5));
            }
            assertThat(outcome.loss()).isEqualTo(spec.loss().value(outcome.scores(), example.label));
            float[] weights = TestStream.weights(raw);
            assertThat(TestStream.weights(served)).containsExactly(weights);
            n++;
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (weights[i] - mean[i]) / n;
                moving[i] = 0.9 * moving[i] + 0.1 * weights[i];
            }
        }
        assertThat(served.evaluation().meanLoss()).isNotEqualTo(raw.evaluation().meanLoss());
        assertThat(served.digest()).isEqualTo(raw.digest());
    }

    @Test
    void shouldRefuseASpecWhosePartsDoNotGoTogether() {
        LearnerSpec binary = TestStream.spec(Task.BINARY, new Sgd(), 1);
        LearnerSpec momentum = TestStream.spec(Task.BINARY, new Momentum(0.9, 0), 1);
        LearnerSpec ftrl = TestStream.spec(Task.BINARY, FTRL, 1);

        assertThatThrownBy(() -> binary.withClassWeights(List.of(1.0)))
                .hasMessage("class-weights: expected one for each of 2 classes, got 1");
        assertThatThrownBy(() -> binary.withClassWeights(List.of(1.0, -1.0)))
                .hasMessage("class-weights: expected 0 to 1000000, got -1.0");
        assertThatThrownBy(() -> Chains.regression().withClassWeights(List.of(1.0, 2.0)))
                .hasMessage("class-weights: expected one for each of 0 classes, got 2");
        assertThatThrownBy(() -> momentum.withAveraging(new PolyakAverage(0, false)))
                .hasMessageStartingWith("average: expected an optimizer that leaves the weights of an absent feature");
        assertThatThrownBy(() -> ftrl.withWeightLinks(new WeightDecay(0.1)))
                .hasMessageStartingWith("weights: expected no links with this optimizer, which computes each weight");
        assertThatThrownBy(() -> TestStream.spec(Task.BINARY, FTRL, new InverseSquareRoot(0.1), 1))
                .hasMessageStartingWith("rate: expected a constant without a plateau for ftrl-proximal");
        LearnerSpec decaying = TestStream.spec(Task.BINARY, new AdamW(0, 0.9, 1e-8, 0.5), 1);
        assertThatThrownBy(() -> decaying.withAveraging(new PolyakAverage(0, true)))
                .hasMessageStartingWith("average: expected an optimizer that leaves the weights of an absent feature");
        GradientLink[] many = new GradientLink[17];
        Arrays.fill(many, new ClipNorm(1));
        assertThatThrownBy(() -> binary.withGradientLinks(many))
                .hasMessage("links: expected at most 16, got 17 of the gradient and 0 of the weights");
        assertThatThrownBy(() -> new Batching.EventTime(0, 1, Combine.MEAN))
                .hasMessage("every: expected 1 ms to 366 days, got 0 ms");
        assertThatThrownBy(() -> new Batching.EventTime(1, 0, Combine.MEAN))
                .hasMessage("limit: expected 1 to 1000000, got 0");
    }

    private static void assertWeights(Learner learner, double[] expected) {
        float[] weights = TestStream.weights(learner);
        assertThat((double) weights[0]).isCloseTo(expected[0], within(1e-6));
        assertThat((double) weights[7]).isCloseTo(expected[1], within(1e-6));
    }

    private static List<Example> dense(int[] rows, int count) {
        return TestStream.of(Task.REGRESSION, count, 18).stream()
                .map(e -> new Example(
                        Vectors.of(new float[0], rows, new float[] {
                            1, e.vector.value(3), (float) e.label, e.vector.value(3) * 2 - 1, 0.5f
                        }),
                        e.label))
                .toList();
    }

    private static double score(double[] weights, FeatureVector event, int output, int width) {
        double sum = 0;
        for (int i = TestStream.SCALED; i < event.size(); i++) {
            sum += weights[event.row(i) * width + output] * event.value(i);
        }
        return sum;
    }

    private static int zeros(Learner learner) {
        int zeros = 0;
        for (float weight : TestStream.weights(learner)) {
            zeros += weight == 0 ? 1 : 0;
        }
        return zeros;
    }

    private static final Optimizer FTRL = new FtrlProximal(1, 0, 0);
}
