package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.schedule.Constant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerSpecTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä"})
    void shouldRefuseWhenTheNameCannotBePartOfATopicName(String name) {
        assertRefused(
                name,
                Task.BINARY,
                1,
                new LogisticLoss(),
                1,
                "name: expected 1 to 100 letters, digits, '.', '_' or '-', got '" + name + "'");
    }

    @ParameterizedTest
    @CsvSource({"BINARY, 2", "BINARY, 0", "REGRESSION, 2", "MULTICLASS, 0", "MULTICLASS, -1"})
    void shouldRefuseWhenTheTaskHasAnotherNumberOfOutputs(Task task, int outputs) {
        assertRefused(
                "a",
                task,
                outputs,
                new LogisticLoss(),
                1,
                "outputs: expected 1, or the number of classes, got " + outputs);
    }

    @Test
    void shouldRefuseWhenThereIsOnlyOneClass() {
        assertRefused("a", Task.MULTICLASS, 1, new SoftmaxLoss(), 1, "outputs: expected 2 classes or more, got 1");
    }

    @Test
    void shouldRefuseWhenTheLossIsOfAnotherTask() {
        String expected = "loss: expected one for the task ";
        assertRefused("a", Task.REGRESSION, 1, new LogisticLoss(), 1, expected + "REGRESSION, got logistic");
        assertRefused("a", Task.BINARY, 1, new SoftmaxLoss(), 1, expected + "BINARY, got softmax");
        assertRefused("a", Task.MULTICLASS, 3, new SquaredLoss(), 1, expected + "MULTICLASS, got squared");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001})
    void shouldRefuseWhenTheBatchSizeIsOutOfRange(int batchSize) {
        assertRefused(
                "a",
                Task.REGRESSION,
                1,
                new SquaredLoss(),
                batchSize,
                "batchSize: expected 1 to 1000000, got " + batchSize);
    }

    private static void assertRefused(String name, Task task, int outputs, Loss loss, int batchSize, String message) {
        assertThatThrownBy(() -> new LearnerSpec(name, task, outputs, loss, new Sgd(), new Constant(1), batchSize))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
