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
 * @param rate the schedule of the learning rate, likewise
 * @param learningRate of the next step
 * @param batch labeled events per step
 * @param examples labeled events learned from
 * @param unlabeled events scored but not learned from, because they have no label
 * @param refused events refused because a score, a gradient or a step was not finite
 * @param evaluation NaN (null in JSON) where a measure does not apply
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
        int batch,
        long examples,
        long unlabeled,
        long refused,
        Evaluation evaluation,
        Parameters parameters,
        @Nullable String eventTime,
        Provenance provenance) {

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
