package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.Vectors;
import dev.millrace.core.learn.Batching.Combine;
import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.link.ClipValue;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.NormalizedAdaptive;
import dev.millrace.core.schedule.Constant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which events share a step. */
class BatchingTest {

    @Test
    void shouldStepAsBatchesOfACountWhenWindowsOfTimeHoldAsMany() {
        LearnerSpec spec = TestStream.spec(Task.BINARY, LazyAdam.DEFAULT, 6);
        Learner byCount = Chains.learner(spec);
        Learner byTime = Chains.learner(spec.withBatching(new Batching.EventTime(60_000, 1000, Combine.MEAN)));
        List<Example> stream = TestStream.of(Task.BINARY, 120, 16);
        for (int n = 0; n < 120; n++) {
            byCount.process(stream.get(n).vector, stream.get(n).label);
            // From before 1970 on; the windows begin at whole minutes.
            byTime.process(stream.get(n).vector, stream.get(n).label, 1, 10_000L * n - 600_000);
            assertThat(byTime.step()).isEqualTo(n / 6);
        }
        byTime.closeBatch();
        assertThat(byTime.step()).isEqualTo(20);
        assertThat(TestStream.weights(byTime)).containsExactly(TestStream.weights(byCount));
        byTime.closeBatch();
        assertThat(byTime.step()).isEqualTo(20);
    }

    @Test
    void shouldCloseABatchWhenAnEventOfALaterWindowComesAndBeforeItIsPredicted() {
        Learner learner =
                Chains.learner(Chains.regression().withBatching(new Batching.EventTime(1000, 4, Combine.SUM)));
        FeatureVector event = Vectors.of(new float[0], new int[] {0}, new float[] {1});

        learner.process(event, 1, 1, 5_500);
        // Late, and in the same window.
        learner.process(event, 2, 1, 900);
        learner.process(event, 3, 1, 5_999);
        assertThat(learner.step()).isZero();
        Outcome unlabeled = learner.process(event, Double.NaN, 1, 6_000);
        assertThat(learner.step()).isEqualTo(1);
        assertThat(unlabeled.step()).isEqualTo(1);
        // The gradients were 2 (0 - 1), 2 (0 - 2) and 2 (0 - 3).
        assertThat(unlabeled.prediction()[0]).isCloseTo(1.2, within(1e-7));
        // One far in the future opens a batch, which others join until it is full.
        learner.process(event, 1, 1, Long.MAX_VALUE);
        learner.process(event, 1, 1, 7_000);
        learner.process(event, 1, 1, 8_000);
        assertThat(learner.step()).isEqualTo(1);
        learner.process(event, 1, 1, 9_000);
        assertThat(learner.step()).isEqualTo(2);
        learner.process(event, 1, 1, 9_500);
        learner.process(event, 1, 1, 10_000);
        assertThat(learner.step()).isEqualTo(3);
    }

    @Test
    void shouldCountAndDropTheStepOfABatchWhenItsSumIsTooLarge() {
        Learner learner = Chains.learner(Chains.regression().withBatching(new Batching.Count(4, Combine.SUM)));
        FeatureVector large = Vectors.of(new float[0], new int[] {0}, new float[] {1});
        for (int n = 0; n < 4; n++) {
            assertThat(learner.process(large, 1e38).status()).isEqualTo(Outcome.Status.LEARNED);
        }
        assertThat(learner.steps().refused()).isEqualTo(1);
        assertThat(learner.step()).isZero();
        assertThat(TestStream.weights(learner)).containsOnly(0);

        for (int n = 0; n < 4; n++) {
            learner.process(large, 1);
        }
        assertThat(learner.step()).isEqualTo(1);
        assertThat(learner.steps().refused()).isEqualTo(1);
    }

    @Test
    void shouldDropTheStepOfABatchWhenClippingWouldHideThatItsSumIsInfinite() {
        Learner learner = Chains.learner(Chains.regression()
                .withBatching(new Batching.Count(2, Combine.SUM))
                .withGradientLinks(new ClipValue(1)));
        FeatureVector event = Vectors.of(new float[0], new int[] {0}, new float[] {1});
        learner.process(event, 1e38);
        learner.process(event, 1e38);

        assertThat(learner.step()).isZero();
        assertThat(learner.steps().refused()).isEqualTo(1);
        StateWriter saved = new StateWriter();
        learner.save(saved);
        learner.load(new StateReader(saved.toByteArray()));
    }

    /** The scale of a feature is that of its values, however often they come. */
    @Test
    void shouldKeepTheScaleOfAFeatureWhenABatchHoldsMoreOfIt() {
        for (Combine combine : Combine.values()) {
            LearnerSpec spec = TestStream.spec(Task.REGRESSION, new NormalizedAdaptive(), new Constant(0.5), 1)
                    .withBatching(new Batching.Count(4, combine));
            Learner learner = Chains.learner(spec);
            FeatureVector with = Vectors.of(new float[0], new int[] {7}, new float[] {1});
            FeatureVector without = Vectors.of(new float[0], new int[] {8}, new float[] {1});
            for (int n = 0; n < 800; n++) {
                learner.process(n % 4 == 0 ? with : without, 2);
            }
            float before = TestStream.weights(learner)[7];
            for (int n = 0; n < 4; n++) {
                learner.process(with, 2);
            }
            assertThat(before).isCloseTo(2, within(0.05f));
            assertThat(TestStream.weights(learner)[7]).isCloseTo(before, within(0.05f));
        }
    }
}
