package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Transform;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.feature.TestEvent;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step of SGD is the rate times the derivative of the loss by each weight, from the event to the weight. */
class ModelGradientTest {

    private static final double RATE = 0.25;

    /** Three categories share two rows, so that every event has two features on one row. */
    private static final RowMap ROWS = new RowMap(new FeatureRecipe(
            List.of(
                    new Numeric("scaled", "scaled", Transform.NONE, true),
                    new Numeric("plain", "plain", Transform.NONE, false),
                    new Categorical("a", "a"),
                    new Categorical("b", "b"),
                    new Categorical("c", "c")),
            1,
            0,
            ZoneOffset.UTC,
            Limits.DEFAULT));

    private final FeatureExtractor extractor = new FeatureExtractor(ROWS, RowNames.NONE);

    @ParameterizedTest
    @CsvSource({"REGRESSION, 1", "REGRESSION, 2", "BINARY, 3", "BINARY, 4", "MULTICLASS, 5", "MULTICLASS, 6"})
    void shouldStepAlongTheFiniteDifferencesOfTheLoss(Task task, long seed) throws Exception {
        LearnerSpec spec = TestStream.spec(task, new Sgd(), new Constant(RATE), 1);
        WorkingSet parameters = new WorkingSet(Learner.layout(spec, ROWS.rowCount()), null, 0, 0);
        Learner learner = new Learner(spec, parameters, 1, Limits.DEFAULT.maxDeviations(), 100);
        Random random = new Random(seed);
        int collisions = 0;
        for (int n = 0; n < 60; n++) {
            FeatureVector vector = event(random);
            double label =
                    task == Task.REGRESSION ? random.nextGaussian() : random.nextInt(task == Task.BINARY ? 2 : 3);
            // From anywhere, not from where the learner would have got.
            int weights = parameters.layout().rowCount() * spec.outputs();
            double[] numeric = new double[weights];
            float[] before = new float[weights];
            for (int w = 0; w < weights; w++) {
                set(parameters, spec, w, (float) random.nextGaussian());
            }
            for (int w = 0; w < weights; w++) {
                before[w] = get(parameters, spec, w);
                numeric[w] = derivative(learner, vector, label, w);
            }

            learner.process(vector, label);

            for (int w = 0; w < weights; w++) {
                assertThat((before[w] - get(parameters, spec, w)) / RATE)
                        .as("event %d, weight %d", n, w)
                        .isCloseTo(numeric[w], within(1e-5 * Math.max(1, Math.abs(numeric[w]))));
            }
            collisions += vector.size() < 6 ? 1 : 0;
        }
        assertThat(collisions).isEqualTo(60);
    }

    private FeatureVector event(Random random) throws Exception {
        TestEvent event = new TestEvent(extractor.fields())
                .with("scaled", 50 + 7 * random.nextGaussian())
                .with("plain", random.nextGaussian())
                .with("a", random.nextInt(5))
                .with("b", random.nextInt(5))
                .with("c", random.nextInt(5));
        FeatureVector vector = new FeatureVector();
        extractor.extract(event, 0, vector);
        return vector;
    }

    private static double derivative(Learner learner, FeatureVector vector, double label, int w) {
        LearnerSpec spec = learner.spec();
        float weight = get(learner.parameters(), spec, w);
        float up = weight + 0x1p-9f;
        float down = weight - 0x1p-9f;
        double lossUp = loss(learner, vector, label, w, up);
        double lossDown = loss(learner, vector, label, w, down);
        set(learner.parameters(), spec, w, weight);
        return (lossUp - lossDown) / ((double) up - down);
    }

    private static double loss(Learner learner, FeatureVector vector, double label, int w, float weight) {
        set(learner.parameters(), learner.spec(), w, weight);
        learner.predict(vector);
        return learner.spec().loss().value(learner.outcome().scores(), label);
    }

    private static float get(WorkingSet parameters, LearnerSpec spec, int w) {
        int at = parameters.locate(w / spec.outputs());
        return parameters.data()[at + w % spec.outputs()];
    }

    private static void set(WorkingSet parameters, LearnerSpec spec, int w, float weight) {
        int at = parameters.locate(w / spec.outputs());
        parameters.data()[at + w % spec.outputs()] = weight;
    }
}
