package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.learn.TestStream.Example;
import dev.millrace.core.optimizer.DiagonalHessian;
import dev.millrace.core.optimizer.NormalizedAdaptive;
import dev.millrace.core.schedule.Constant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What optimizers are told beside the gradient reaches them, as the mean over a micro-batch. */
class StepInputTest {

    @ParameterizedTest
    @CsvSource({"REGRESSION, 1", "BINARY, 1", "MULTICLASS, 1", "BINARY, 4", "MULTICLASS, 4"})
    void shouldHandOverTheCurvatureByEachWeight(Task task, int batchSize) {
        // Without decay, the second slot is the curvature of the last step.
        LearnerSpec spec = TestStream.spec(task, new DiagonalHessian(0, 0, 1, 1e-12), new Constant(0.01), batchSize);
        Learner learner = TestStream.inMemory(spec);
        int width = spec.outputs();
        double[] expected = new double[TestStream.ROWS * width];
        List<Example> stream = TestStream.of(task, batchSize, 4);
        for (Example example : stream) {
            learner.predict(example.vector);
            double[] curvature = new double[width];
            spec.loss().curvature(learner.outcome().scores(), learner.outcome().prediction(), example.label, curvature);
            for (int i = example.vector.scaled(); i < example.vector.size(); i++) {
                for (int k = 0; k < width; k++) {
                    double x = example.vector.value(i);
                    expected[example.vector.row(i) * width + k] += curvature[k] * x * x / batchSize;
                }
            }
            learner.process(example.vector, example.label);
        }
        assertThat(learner.step()).isEqualTo(1);
        for (int row : new int[] {0, stream.get(0).vector.row(TestStream.SCALED)}) {
            int at = learner.parameters().locate(row);
            for (int k = 0; k < width; k++) {
                double found = learner.parameters().data()[at + 2 * width + k];
                assertThat(found).isPositive().isCloseTo(expected[row * width + k], within(1e-6 * found));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void shouldHandOverTheMagnitudeOfTheFeature(Task task) {
        Learner learner = TestStream.inMemory(TestStream.spec(task, new NormalizedAdaptive(), new Constant(0.1), 1));
        Example example = TestStream.of(task, 1, 8).get(0);
        learner.process(example.vector, example.label);

        int last = example.vector.size() - 1;
        int at = learner.parameters().locate(example.vector.row(last));
        int width = TestStream.outputs(task);
        assertThat(learner.parameters().data()[at + 2 * width]).isEqualTo(Math.abs(example.vector.value(last)));
    }
}
