package dev.millrace.core.evaluate;

/**
 * How well a learner did, and beside it the two baselines. What does not apply is NaN: accuracies for regression, root
 * mean squared errors for classification, the area under the curve unless the task is binary and both classes were seen,
 * and everything before the first example.
 *
 * @param examples examples that were scored and had a label
 * @param meanLoss mean loss over all of them, in the loss's unit (nats for log losses)
 * @param accuracy share whose class was predicted
 * @param rmse root mean squared error, in the label's unit
 * @param auc area under the ROC curve
 * @param windowExamples examples in the sliding window
 * @param windowLoss mean loss over the window
 * @param windowAccuracy accuracy over the window
 * @param runningMean predicting the mean of the labels so far (the class shares so far)
 * @param windowRunningMeanLoss mean loss of that over the window
 * @param noChange predicting the previous label; its loss is not given, because a log loss would be infinite
 */
public record Evaluation(
        long examples,
        double meanLoss,
        double accuracy,
        double rmse,
        double auc,
        long windowExamples,
        double windowLoss,
        double windowAccuracy,
        Baseline runningMean,
        double windowRunningMeanLoss,
        Baseline noChange) {

    /** A prediction that needs no features. */
    public record Baseline(double meanLoss, double accuracy, double rmse) {}
}
