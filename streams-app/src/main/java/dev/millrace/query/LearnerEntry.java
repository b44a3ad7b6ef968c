package dev.millrace.query;

/**
 * A learner in short.
 *
 * @param task binary, regression or multiclass
 * @param champion whether it is the config's first
 * @param meanLoss over all examples, in the loss's unit; NaN before the first
 * @param windowLoss over the sliding window; NaN before the first example
 * @param runningMeanLoss what predicting the mean of the labels so far would have lost over all examples
 * @param windowRunningMeanLoss the same over the sliding window
 * @param learningRate of the next step; NaN (null in JSON) if each expert has its own
 */
public record LearnerEntry(
        String name,
        String task,
        boolean champion,
        double meanLoss,
        double windowLoss,
        double runningMeanLoss,
        double windowRunningMeanLoss,
        double learningRate,
        Provenance provenance) {}
