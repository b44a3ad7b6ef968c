package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LearnerTest {

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldGiveTheSameDigestWhenTheEventsAreTheSame(Task task) {
        LearnerSpec spec = TestStream.spec(task, LazyAdam.DEFAULT, 1);
        Learner one = TestStream.inMemory(spec);
        Learner two = TestStream.inMemory(spec);
        Learner other = TestStream.inMemory(spec);
        long before = one.digest();
        List<Example> stream = TestStream.of(task, 200, 1);
        for (Example example : stream) {
            one.process(example.vector, example.label);
            two.process(example.vector, example.label);
            assertThat(one.digest()).isEqualTo(two.digest()).isNotEqualTo(before);
            before = one.digest();
        }
        List<Example> swapped = new ArrayList<>(stream);
        swapped.set(0, stream.get(1));
        swapped.set(1, stream.get(0));
        TestStream.run(other, swapped);
        assertThat(other.digest()).isNotEqualTo(one.digest());
    }

    @ParameterizedTest
    @CsvSource({"REGRESSION, 1", "REGRESSION, 4", "BINARY, 1", "BINARY, 4", "MULTICLASS, 1", "MULTICLASS, 4"})
    void shouldPredictAsAFrozenCopyOfBeforeTheUpdate(Task task, int batchSize) {
        LearnerSpec spec = TestStream.spec(task, new Sgd(), batchSize);
        Learner learner = TestStream.inMemory(spec);
        List<Example> seen = new ArrayList<>();
        for (Example example : TestStream.of(task, 150, 2)) {
            float[] weights = TestStream.weights(learner);
            double[] scores = scores(weights, seen, example.vector, spec.outputs());
            double[] prediction = new double[scores.length];
            spec.loss().predict(scores, prediction);

            Outcome outcome = learner.process(example.vector, example.label);

            assertThat(outcome.status()).isEqualTo(Outcome.Status.LEARNED);
            assertThat(outcome.scores()).containsExactly(scores, within(1e-5));
            assertThat(outcome.prediction()).containsExactly(prediction, within(1e-5));
            assertThat(outcome.loss()).isEqualTo(spec.loss().value(outcome.scores(), example.label));
            seen.add(example);
        }
        assertThat(learner.examples()).isEqualTo(150);
        assertThat(learner.step()).isEqualTo(150 / batchSize);
        assertThat(learner.learningRate()).isEqualTo(spec.schedule().at(150 / batchSize));
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldReportTheSamePredictionAsACopyThatOnlyPredicts(Task task) {
        LearnerSpec spec = TestStream.spec(task, LazyAdam.DEFAULT, 1);
        Learner learner = TestStream.inMemory(spec);
        Learner frozen = TestStream.inMemory(spec);
        List<Example> stream = TestStream.of(task, 60, 3);
        for (int n = 0; n < stream.size(); n++) {
            copy(learner, frozen);
            assertThat(frozen.predict(stream.get(n).vector)).isTrue();

            Outcome outcome = learner.process(stream.get(n).vector, stream.get(n).label);

            assertThat(outcome.scores()).containsExactly(frozen.outcome().scores());
            assertThat(outcome.prediction()).containsExactly(frozen.outcome().prediction());
        }
    }

    @ParameterizedTest
    @CsvSource({"REGRESSION, 3", "BINARY, 5", "MULTICLASS, 8"})
    void shouldMakeOneAveragedStepWhenAMicroBatchCloses(Task task, int batchSize) {
        double rate = 0.5;
        LearnerSpec spec = TestStream.spec(task, new Sgd(), new Constant(rate), batchSize);
        Learner learner = TestStream.inMemory(spec);
        int width = spec.outputs();
        List<Example> seen = new ArrayList<>();
        for (int batch = 0; batch < 10; batch++) {
            float[] before = TestStream.weights(learner);
            double[] mean = new double[before.length];
            for (Example example : TestStream.of(task, batchSize, 100 + batch)) {
                assertThat(TestStream.weights(learner)).containsExactly(before);
                addGradient(spec, before, seen, example, mean);
                learner.process(example.vector, example.label);
                seen.add(example);
            }
            float[] after = TestStream.weights(learner);
            for (int i = 0; i < after.length; i++) {
                double expected = before[i] - rate * mean[i] / batchSize;
                assertThat((double) after[i])
                        .as("row %d, output %d", i / width, i % width)
                        .isCloseTo(expected, within(2e-6 * (1 + Math.abs(mean[i]) + Math.abs(before[i]))));
            }
            assertThat(learner.step()).isEqualTo(batch + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"REGRESSION, 1", "BINARY, 7", "MULTICLASS, 1"})
    void shouldChangeNothingButTheCountWhenTheEventIsUnlabeled(Task task, int batchSize) {
        LearnerSpec spec = TestStream.spec(task, LazyAdam.DEFAULT, batchSize);
        Learner plain = TestStream.inMemory(spec);
        Learner mixed = TestStream.inMemory(spec);
        List<Example> unlabeled = TestStream.of(task, 100, 4);
        List<Example> labeled = TestStream.of(task, 100, 5);
        for (int n = 0; n < 100; n++) {
            plain.process(labeled.get(n).vector, labeled.get(n).label);
            mixed.process(labeled.get(n).vector, labeled.get(n).label);

            Outcome outcome = mixed.process(unlabeled.get(n).vector, Double.NaN);

            assertThat(outcome.status()).isEqualTo(Outcome.Status.UNLABELED);
            assertThat(outcome.loss()).isNaN();
            plain.predict(unlabeled.get(n).vector);
            assertThat(outcome.prediction()).containsExactly(plain.outcome().prediction());
            assertThat(mixed.digest()).isEqualTo(plain.digest());
        }
        assertThat(mixed.unlabeled()).isEqualTo(100);
        assertThat(plain.unlabeled()).isZero();
        assertThat(mixed.evaluation()).isEqualTo(plain.evaluation());
        assertThat(mixed.step()).isEqualTo(plain.step());
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldPredictFromTheBiasAloneWhenNoFeatureWasEverSeen(Task task) {
        Learner learner = TestStream.inMemory(TestStream.spec(task, new Sgd(), 1));
        FeatureVector unseen = Vectors.of(new float[] {5, Float.NaN}, new int[] {0, 59}, new float[] {1, 1e30f});
        double[][] even = {{0}, {0.5}, {1 / 3.0, 1 / 3.0, 1 / 3.0}};

        Outcome first = learner.process(unseen, Double.NaN);

        assertThat(first.scores()).containsOnly(0);
        assertThat(first.prediction())
                .containsExactly(even[Arrays.asList(Task.values()).indexOf(task)]);

        learner.process(Vectors.of(new float[] {1, 1}, new int[] {0, 3}, new float[] {1, 1}), 0.0);
        double[] bias = learner.process(
                        Vectors.of(new float[] {Float.NaN, Float.NaN}, new int[] {0}, new float[] {1}), Double.NaN)
                .scores()
                .clone();
        assertThat(learner.process(unseen, Double.NaN).scores()).containsExactly(bias);
    }

    @Test
    void shouldRefuseParametersOfAnotherShape() {
        LearnerSpec spec = TestStream.spec(Task.BINARY, LazyAdam.DEFAULT, 1);
        for (ParameterLayout layout : List.of(
                new ParameterLayout(60, 2, 2, 0, 1),
                new ParameterLayout(60, 1, 0, 0, 1),
                new ParameterLayout(60, 1, 2, 2, 1),
                new ParameterLayout(60, 1, 2, 0, 1, 3))) {
            assertThatThrownBy(() -> TestStream.learner(spec, new WorkingSet(layout, null, 0, 0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parameters: expected width 1, 2 slots a weight, 0 a row and a tail of 0, got width "
                            + layout.width() + ", " + layout.slots() + " slots a weight, " + layout.rowSlots()
                            + " a row and a tail of " + layout.tail());
        }
    }

    /** Adds the gradient by each weight, computed from the weights in double precision. */
    private static void addGradient(
            LearnerSpec spec, float[] weights, List<Example> seen, Example example, double[] sum) {
        int width = spec.outputs();
        double[] scores = scores(weights, seen, example.vector, width);
        double[] prediction = new double[width];
        double[] gradient = new double[width];
        spec.loss().predict(scores, prediction);
        spec.loss().gradient(scores, prediction, example.label, gradient);
        for (int i = 0; i < example.vector.size(); i++) {
            for (int k = 0; k < width; k++) {
                sum[example.vector.row(i) * width + k] += gradient[k] * value(seen, example.vector, i);
            }
        }
    }

    private static double[] scores(float[] weights, List<Example> seen, FeatureVector vector, int width) {
        double[] scores = new double[width];
        for (int i = 0; i < vector.size(); i++) {
            for (int k = 0; k < width; k++) {
                scores[k] += weights[vector.row(i) * width + k] * value(seen, vector, i);
            }
        }
        return scores;
    }

    /** The value of a feature, standardised in two passes over the events before. */
    private static double value(List<Example> seen, FeatureVector vector, int i) {
        if (i >= vector.scaled()) {
            return vector.value(i);
        }
        double[] before = seen.stream()
                .mapToDouble(e -> e.vector.value(i))
                .filter(v -> !Double.isNaN(v))
                .toArray();
        double mean = Arrays.stream(before).average().orElse(0);
        double variance = Arrays.stream(before)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0);
        return Float.isNaN(vector.value(i)) || variance == 0 ? 0 : (vector.value(i) - mean) / Math.sqrt(variance);
    }

    private static void copy(Learner from, Learner to) {
        int rowFloats = from.parameters().layout().rowFloats();
        for (int row = 0; row < TestStream.ROWS; row++) {
            int source = from.parameters().locate(row);
            int target = to.parameters().locate(row);
            System.arraycopy(from.parameters().data(), source, to.parameters().data(), target, rowFloats);
        }
        StateWriter state = new StateWriter();
        from.save(state);
        to.load(new StateReader(state.toByteArray()));
    }
}
