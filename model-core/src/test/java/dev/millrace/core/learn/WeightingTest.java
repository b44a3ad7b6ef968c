package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.Batching.Combine;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.schedule.Constant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and classes that count for more or less than others. */
class WeightingTest {

    @Test
    void shouldDoubleTheGradientWhenAnEventWeighsTwo() {
        Learner weighted = Chains.learner(TestStream.spec(Task.REGRESSION, new Sgd(), new Constant(0.125), 1));
        Learner faster = Chains.learner(TestStream.spec(Task.REGRESSION, new Sgd(), new Constant(0.25), 1));
        for (Example example : TestStream.of(Task.REGRESSION, 200, 10)) {
            weighted.process(example.vector, example.label, 2, 0);
            faster.process(example.vector, example.label);
        }
        assertThat(TestStream.weights(weighted)).containsExactly(TestStream.weights(faster));
        assertThat(weighted.evaluation()).isEqualTo(faster.evaluation());
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldLearnAsFromRepeatedEventsWhenABatchIsSummed(Task task) {
        LearnerSpec spec =
                TestStream.spec(task, new Sgd(), new Constant(0.01), 1).withBatching(new Batching.Full(Combine.SUM));
        Learner weighted = Chains.learner(spec);
        Learner repeated = Chains.learner(spec);
        int n = 0;
        for (Example example : Chains.unscaled(TestStream.of(task, 60, 11))) {
            int weight = 1 + n % 3;
            weighted.process(example.vector, example.label, weight, 0);
            for (int i = 0; i < weight; i++) {
                repeated.process(example.vector, example.label);
            }
            if (++n % 10 == 0) {
                weighted.closeBatch();
                repeated.closeBatch();
            }
        }
        assertThat(weighted.step()).isEqualTo(6);
        assertThat(TestStream.weights(weighted)).containsExactly(TestStream.weights(repeated), within(1e-6f));
        assertThat(TestStream.weights(weighted)[0]).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"BINARY, 1", "BINARY, 4", "MULTICLASS, 1", "MULTICLASS, 4"})
    void shouldWeighClassesAsEventsOfThoseWeights(Task task, int batchSize) {
        List<Double> weights = task == Task.BINARY ? List.of(0.5, 3.0) : List.of(0.25, 2.0, 0.0);
        LearnerSpec spec = TestStream.spec(task, LazyAdam.DEFAULT, batchSize);
        Learner byClass = Chains.learner(spec.withClassWeights(weights));
        Learner byEvent = Chains.learner(spec);
        for (Example example : TestStream.of(task, 200, 12)) {
            byClass.process(example.vector, example.label);
            byEvent.process(example.vector, example.label, weights.get((int) example.label), 0);
        }
        assertThat(byClass.digest()).isEqualTo(byEvent.digest());
        assertThat(byClass.evaluation()).isEqualTo(byEvent.evaluation());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void shouldMeasureButNotLearnWhenTheWeightIsZero(int batchSize) {
        LearnerSpec spec = TestStream.spec(Task.BINARY, LazyAdam.DEFAULT, batchSize);
        Learner with = Chains.learner(spec);
        Learner without = Chains.learner(spec);
        List<Example> stream = TestStream.of(Task.BINARY, 100, 13);
        List<Example> ignored = TestStream.of(Task.BINARY, 100, 14);
        for (int n = 0; n < 100; n++) {
            with.process(stream.get(n).vector, stream.get(n).label);
            without.process(stream.get(n).vector, stream.get(n).label);
            Outcome outcome = with.process(ignored.get(n).vector, ignored.get(n).label, 0, 0);

            assertThat(outcome.status()).isEqualTo(Outcome.Status.LEARNED);
            assertThat(outcome.loss()).isPositive();
            assertThat(with.digest()).isEqualTo(without.digest());
        }
        assertThat(with.examples()).isEqualTo(200);
        assertThat(with.step()).isEqualTo(100 / batchSize);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseAnEventWhenItsWeightIsNone(double weight) {
        Learner learner = Chains.learner(TestStream.spec(Task.BINARY, new Sgd(), 1));
        long before = learner.digest();
        Example example = TestStream.of(Task.BINARY, 1, 15).get(0);

        Outcome outcome = learner.process(example.vector, example.label, weight, 0);

        assertThat(outcome.refusal()).isEqualTo("the weight is not a finite number of 0 or greater");
        assertThat(learner.digest()).isEqualTo(before);
        assertThat(learner.examples()).isZero();
    }

    @Test
    void shouldRefuseAnEventWhenItsRateOrItsLabelIsImpossible() {
        LearnerSpec spec =
                new LearnerSpec("counts", Task.REGRESSION, 1, new PoissonLoss(), new Sgd(), new Constant(0.01), 1);
        Learner learner = Chains.learner(spec);
        FeatureVector event = Vectors.of(new float[0], new int[] {0}, new float[] {1});
        assertThat(learner.process(event, -1).refusal())
                .isEqualTo("the label is outside the domain of the task or the loss");
        for (int n = 0; n < 50; n++) {
            learner.process(event, 3);
        }
        Outcome infinite = learner.process(Vectors.of(new float[0], new int[] {0}, new float[] {1e4f}), Double.NaN);

        assertThat(infinite.refusal()).isEqualTo("a score or a prediction is not finite");
        assertThat(infinite.scores()[0]).isGreaterThan(1000);
        assertThat(learner.evaluation().runningMean().meanLoss()).isFinite();
    }
}
