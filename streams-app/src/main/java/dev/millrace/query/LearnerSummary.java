package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.core.evaluate.Evaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A learner, how it is configured, how far it is and how well it does.
 *
 * @param task binary, regression or multiclass
 * @param champion whether it is the config's first
 * @param classes names of the classes in the order of their indices; null for regression
 * @param loss name of the loss
 * @param optimizer its type and hyperparameters, in the words of the config, every default written out
 * @param rate the schedule of the learning rate, likewise; null in JSON if the optimizer has none
 * @param learningRate of the next step; NaN (null in JSON) if each expert has its own
 * @param batch labeled events per step, or which events share one, in the words of the config
 * @param examples labeled events measured and, unless their weight is 0, learned from
 * @param unlabeled events scored but not learned from, because they have no label
 * @param refused events refused because a score, a gradient or a step was not finite
 * @param evaluation NaN (null in JSON) where a measure does not apply
 * @param experts null unless the optimizer is {@code auto}
 * @param eventTime of the last event, ISO 8601 in UTC; null before the first
 */
public record LearnerSummary(
        String name,
        String task,
        boolean champion,
        @Nullable List<String> classes,
        String loss,
        JsonNode optimizer,
        JsonNode rate,
        double learningRate,
        JsonNode batch,
        long examples,
        long unlabeled,
        long refused,
        Evaluation evaluation,
        Steps steps,
        @Nullable Experts experts,
        Parameters parameters,
        @Nullable String eventTime,
        Provenance provenance) {

    /**
     * How the optimizer's steps went.
     *
     * @param gradientNorm of the last step's gradient before any link; null in JSON before the first step
     * @param windowGradientNorm mean over the last window of steps
     * @param clipped steps whose gradient was clipped
     * @param refused steps of batches that were dropped because they would not have been finite
     * @param boundedRows how often the weights of a row were brought back to their bound
     */
    public record Steps(double gradientNorm, double windowGradientNorm, long clipped, long refused, long boundedRows) {}

    /**
     * The size of a model.
     *
     * @param rows that it can have
     * @param weightsPerRow 1, or the number of classes
     * @param slotsPerWeight numbers that the optimizer keeps beside each weight
     * @param writtenBlocks blocks of rows that were ever written; all other weights are 0
     * @param writtenRows rows in them
     * @param writtenWeights weights in them
     */
    public record Parameters(
            int rows, int weightsPerRow, int slotsPerWeight, int writtenBlocks, int writtenRows, long writtenWeights) {}
}
