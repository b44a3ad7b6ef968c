package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that is refused leaves everything as it was, bit for bit, but the count of refused events. */
class RefusalTest {

    private static final String SCORE = "a score or a prediction is not finite";
    private static final String GRADIENT = "the loss or its gradient is not finite";
    private static final String STEP = "the step would make a weight or an optimizer slot infinite or NaN";
    private static final String LABEL = "the label is outside the domain of the task or the loss";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void shouldLeaveNoTraceWhenAWeightWouldBeInfinite(int batchSize) {
        LearnerSpec spec = TestStream.spec(Task.REGRESSION, new Sgd(), new Constant(1e6), batchSize);
        // The gradient is finite; the rate makes it infinite, on the last of its rows only.
        Example wild = example(0, 1e8, new int[] {0, 3, TestStream.FREE_ROW}, 1, 1e-8f, 1e30f);

        List<Example> tame = tame(TestStream.of(Task.REGRESSION, 40, 1));
        checkNoTrace(spec, tame, wild, STEP);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void shouldLeaveNoTraceWhenAnOptimizerSlotWouldBeInfinite(int batchSize) {
        LearnerSpec spec = TestStream.spec(Task.BINARY, LazyAdam.DEFAULT, batchSize);
        // The square of the gradient does not fit a float.
        Example wild = example(0, 1, new int[] {0, 3, TestStream.FREE_ROW}, 1, 1, 1e25f);

        checkNoTrace(spec, TestStream.of(Task.BINARY, 40, 2), wild, STEP);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void shouldLeaveNoTraceWhenAGradientIsInfinite(int batchSize) {
        LearnerSpec spec = TestStream.spec(Task.REGRESSION, new Sgd(), batchSize);
        List<Example> stream = TestStream.of(Task.REGRESSION, 40, 3);

        checkNoTrace(spec, stream, example(0, 1e20, new int[] {0, 5}, 1, 1e30f), GRADIENT);
        checkNoTrace(spec, stream, example(0, Double.POSITIVE_INFINITY, new int[] {0}, 1), GRADIENT);
        checkNoTrace(spec, stream, example(0, 1e200, new int[] {0}, 1), GRADIENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void shouldLeaveNoTraceWhenAScoreIsNotFinite(int batchSize) {
        LearnerSpec spec = TestStream.spec(Task.REGRESSION, new Sgd(), batchSize);
        List<Example> stream = IntStream.range(0, 40)
                .mapToObj(n -> example(n % 2, n % 3, new int[] {0, 3 + n}, 1, 1))
                .toList();
        float infinite = Float.NEGATIVE_INFINITY;

        checkNoTrace(spec, stream, example(infinite, 1, new int[] {0, 5}, 1, 1), SCORE, 2);
        checkNoTrace(spec, stream, example(infinite, Double.NaN, new int[] {0, 5}, 1, 1), SCORE, 2);
    }

    @ParameterizedTest
    @CsvSource({"BINARY, 2", "BINARY, -1", "BINARY, 0.5", "BINARY, 1e300", "MULTICLASS, 3", "MULTICLASS, -1"})
    void shouldLeaveNoTraceWhenTheLabelIsNoClass(Task task, double label) {
        LearnerSpec spec = TestStream.spec(task, new Sgd(), 1);

        checkNoTrace(spec, TestStream.of(task, 20, 4), example(1, label, new int[] {0, 7}, 1, 1), LABEL);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void shouldGoOnLearningWhenTheWildEventCameFirst(int batchSize) {
        // Some others can make such a step: Lion looks at the sign only.
        for (Optimizer optimizer : List.of(new Sgd(), LazyAdam.DEFAULT)) {
            LearnerSpec spec = TestStream.spec(Task.BINARY, optimizer, new Constant(1e6), batchSize);
            Learner learner = TestStream.inMemory(spec);
            for (int n = 0; n < 4 * batchSize; n++) {
                learner.process(example(0, 1, new int[] {0, TestStream.FREE_ROW}, 1, 1e34f).vector, n % 2);
            }
            assertThat(learner.refused()).isEqualTo(4L * batchSize);
            assertThat(learner.step()).isZero();

            TestStream.run(learner, TestStream.of(Task.BINARY, 4 * batchSize, 5));

            assertThat(learner.step()).isEqualTo(4);
            assertThat(learner.refused()).isEqualTo(4L * batchSize);
        }
    }

    @Test
    void shouldRefuseBeforeTakingMemoryWhenAnEventTouchesTooMuch() {
        int classes = 20_000;
        LearnerSpec spec = new LearnerSpec(
                "wide", Task.MULTICLASS, classes, new SoftmaxLoss(), LazyAdam.DEFAULT, new Constant(1), 1);
        WorkingSet parameters = new WorkingSet(Learner.layout(spec, 1000), null, 0, 0);
        Learner learner = new Learner(spec, parameters, 0, 20, 10);
        int[] rows = IntStream.range(0, 560).toArray();
        float[] ones = new float[rows.length];
        Arrays.fill(ones, 1);
        FeatureVector wide = Vectors.of(new float[0], rows, ones);

        Outcome outcome = learner.process(wide, 3);

        assertThat(outcome.status()).isEqualTo(Outcome.Status.REFUSED);
        assertThat(outcome.refusal())
                .isEqualTo("it touches more than 33554432 parameters and slots; set limits.max-features lower");
        assertThat(outcome.scores()).containsOnly(Double.NaN);
        assertThat(learner.predict(wide)).isFalse();
        assertThat(parameters.residentBlocks()).isZero();
    }

    private static void checkNoTrace(LearnerSpec spec, List<Example> stream, Example wild, String reason) {
        checkNoTrace(spec, stream, wild, reason, 0);
    }

    /** Puts the wild event after every event of the stream from {@code first} on. */
    private static void checkNoTrace(LearnerSpec spec, List<Example> stream, Example wild, String reason, int first) {
        Learner without = TestStream.inMemory(spec);
        Learner with = TestStream.inMemory(spec);
        for (int n = 0; n < stream.size(); n++) {
            without.process(stream.get(n).vector, stream.get(n).label);
            with.process(stream.get(n).vector, stream.get(n).label);
            if (n >= first) {
                Outcome outcome = with.process(wild.vector, wild.label);

                assertThat(outcome.status()).isEqualTo(Outcome.Status.REFUSED);
                assertThat(outcome.refusal()).isEqualTo(reason);
                assertThat(outcome.loss()).isNaN();
            }
            assertThat(with.digest()).as("after event %d", n).isEqualTo(without.digest());
            assertThat(TestStream.weights(with)).containsExactly(TestStream.weights(without));
        }
        assertThat(with.refused()).isEqualTo(stream.size() - first);
        assertThat(without.refused()).isZero();
        assertThat(with.step()).isEqualTo(without.step());
        assertThat(with.examples()).isEqualTo(stream.size());
        assertThat(with.evaluation()).isEqualTo(without.evaluation());
    }

    /** Labels and values so small that not even a rate of a million makes the weights explode. */
    private static List<Example> tame(List<Example> stream) {
        return stream.stream()
                .map(e -> new Example(
                        Vectors.of(new float[] {Float.NaN, Float.NaN}, new int[] {0, e.vector.row(3)}, new float[] {
                            1e-4f, 1e-4f * e.vector.value(3)
                        }),
                        e.label))
                .toList();
    }

    private static Example example(float scaled, double label, int[] rows, float... values) {
        return new Example(Vectors.of(new float[] {scaled, Float.NaN}, rows, values), label);
    }
}
