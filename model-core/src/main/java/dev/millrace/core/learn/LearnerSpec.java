package dev.millrace.core.learn;

import dev.millrace.core.loss.Loss;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.schedule.LearningRateSchedule;
import java.util.regex.Pattern;

/**
 * Everything that decides what a learner learns, besides the recipe and the label. Immutable; part of its fingerprint.
 *
 * @param name letters, digits, '.', '_' and '-', at most 100: it becomes part of store and topic names
 * @param outputs scores per event: 1, or the number of classes of a multi-class task
 * @param batchSize labeled events per optimizer step; their gradients are averaged
 */
public record LearnerSpec(
        String name,
        Task task,
        int outputs,
        Loss loss,
        Optimizer optimizer,
        LearningRateSchedule schedule,
        int batchSize) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public LearnerSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected 1 to 100 letters, digits, '.', '_' or '-', got '" + name + "'");
        }
        if (outputs < 1 || (task != Task.MULTICLASS && outputs != 1)) {
            throw new IllegalArgumentException("outputs: expected 1, or the number of classes, got " + outputs);
        }
        if (task == Task.MULTICLASS && outputs < 2) {
            throw new IllegalArgumentException("outputs: expected 2 classes or more, got " + outputs);
        }
        if (!task.accepts(loss)) {
            throw new IllegalArgumentException("loss: expected one for the task " + task + ", got " + loss.name());
        }
        if (batchSize < 1 || batchSize > 1_000_000) {
            throw new IllegalArgumentException("batchSize: expected 1 to 1000000, got " + batchSize);
        }
    }
}
