package dev.millrace.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One number of a learner that Prometheus reads, with the label {@code learner}. A number that does not apply is NaN,
 * and is left out.
 *
 * @param name as it stands in PromQL
 * @param counter whether it only grows while this instance has the learner, from 0 on; else a gauge
 * @param help what it means, with its unit
 */
record LearnerFigure(String name, boolean counter, String help, ToDoubleFunction<Observed> value) {

    private static final String PREFIX = "millrace_learner_";
    private static final String COUNTER_SUFFIX = "_total";

    /**
     * All of them. Counters start anew with each life of a task, as Prometheus expects of counters: a model that goes
     * back to its last commit would look like a counter that was reset, and its whole count like an increase.
     */
    static final List<LearnerFigure> ALL = List.of(
            counter(
                    "examples",
                    "Labeled events predicted, measured and learned from, by this instance.",
                    o -> o.progress().since().examples()),
            counter(
                    "steps",
                    "Optimizer steps made by this instance.",
                    o -> o.progress().since().steps()),
            counter(
                    "unlabeled_events",
                    "Events without a label: predicted, not learned from.",
                    o -> o.progress().since().unlabeled()),
            counter(
                    "refused_events",
                    "Events refused because a score, a gradient or a step was not finite; quarantined as LEARN.",
                    o -> o.progress().since().refused()),
            counter(
                    "clipped_steps",
                    "Steps whose gradient was clipped.",
                    o -> o.progress().since().clippedSteps()),
            counter(
                    "refused_steps",
                    "Steps of whole batches that were dropped because a weight would not have been finite.",
                    o -> o.progress().since().refusedSteps()),
            counter(
                    "bounded_rows",
                    "Rows of weights brought back to the largest norm allowed.",
                    o -> o.progress().since().boundedRows()),
            counter(
                    "drifts",
                    "How often the loss of a mixture of experts was found to have risen; optimizer auto only.",
                    o -> o.progress().experts() == null
                            ? Double.NaN
                            : o.progress().since().drifts()),
            counter(
                    "write_backs",
                    "Write-backs to the store: one for each commit, and others to make room in memory.",
                    o -> o.progress().memory().writeBacks()),
            counter(
                    "written_blocks",
                    "Parameter blocks written back to the store.",
                    o -> o.progress().memory().writtenBlocks()),
            gauge(
                    "model_examples",
                    "Labeled events that the model has been measured on since it began, on any instance.",
                    o -> o.progress().model().examples()),
            gauge(
                    "model_steps",
                    "Optimizer steps that the model has made since it began, on any instance.",
                    o -> o.progress().model().steps()),
            gauge(
                    "mean_loss",
                    "Mean loss over all examples, before learning from each; nats, or squared units of the label.",
                    o -> o.progress().evaluation().meanLoss()),
            gauge(
                    "window_loss",
                    "Mean loss over the last window of examples.",
                    o -> o.progress().evaluation().windowLoss()),
            gauge(
                    "running_mean_loss",
                    "Baseline: mean loss over all examples of predicting the running mean of the labels.",
                    o -> o.progress().evaluation().runningMean().meanLoss()),
            gauge(
                    "window_running_mean_loss",
                    "Baseline: the same over the last window of examples.",
                    o -> o.progress().evaluation().windowRunningMeanLoss()),
            gauge(
                    "window_examples",
                    "Examples in the window.",
                    o -> o.progress().evaluation().windowExamples()),
            gauge(
                    "accuracy_ratio",
                    "Share of all examples whose class was predicted, 0 to 1; not for regression.",
                    o -> o.progress().evaluation().accuracy()),
            gauge(
                    "window_accuracy_ratio",
                    "The same over the last window of examples.",
                    o -> o.progress().evaluation().windowAccuracy()),
            gauge(
                    "running_mean_accuracy_ratio",
                    "Baseline: accuracy of predicting the most frequent class so far.",
                    o -> o.progress().evaluation().runningMean().accuracy()),
            gauge(
                    "no_change_accuracy_ratio",
                    "Baseline: accuracy of predicting the previous label.",
                    o -> o.progress().evaluation().noChange().accuracy()),
            gauge(
                    "auc",
                    "Area under the ROC curve, 0 to 1; binary tasks only.",
                    o -> o.progress().evaluation().auc()),
            gauge(
                    "rmse",
                    "Root mean squared error over all examples, in the label's unit; regression only.",
                    o -> o.progress().evaluation().rmse()),
            gauge(
                    "running_mean_rmse",
                    "Baseline: root mean squared error of predicting the running mean of the labels.",
                    o -> o.progress().evaluation().runningMean().rmse()),
            gauge(
                    "no_change_rmse",
                    "Baseline: root mean squared error of predicting the previous label.",
                    o -> o.progress().evaluation().noChange().rmse()),
            gauge(
                    "learning_rate",
                    "Learning rate of the next step.",
                    o -> o.progress().learningRate()),
            gauge(
                    "gradient_norm",
                    "Euclidean norm of the gradient of the last step, before clipping.",
                    o -> o.progress().gradientNorm().last()),
            gauge(
                    "window_gradient_norm",
                    "Mean of that over the last window of steps.",
                    o -> o.progress().gradientNorm().window()),
            gauge("position_offset", "Offset of the last event processed.", Observed::offset),
            gauge(
                    "lag_events",
                    "Offsets between the last event processed and the end of the topic, as of the last poll.",
                    Observed::lag),
            gauge(
                    "event_timestamp_seconds",
                    "Event time of the last event processed, since 1970-01-01T00:00Z.",
                    Observed::eventTime),
            gauge(
                    "event_time_lag_seconds",
                    "Wall clock of the scrape minus the event time of the last event processed.",
                    Observed::eventTimeLag),
            gauge(
                    "working_set_blocks",
                    "Parameter blocks in memory.",
                    o -> o.progress().memory().residentBlocks()),
            gauge(
                    "working_set_bytes",
                    "Memory of the parameter blocks in memory.",
                    o -> o.progress().memory().residentBytes()),
            gauge(
                    "working_set_limit_bytes",
                    "Memory that parameter blocks may take: memory.working-set of the config.",
                    Observed::limitBytes));

    /** Without the suffix that Prometheus' client adds to counters. */
    String family() {
        return counter ? name.substring(0, name.length() - COUNTER_SUFFIX.length()) : name;
    }

    private static LearnerFigure counter(String name, String help, ToDoubleFunction<Observed> value) {
        return new LearnerFigure(PREFIX + name + COUNTER_SUFFIX, true, help, value);
    }

    private static LearnerFigure gauge(String name, String help, ToDoubleFunction<Observed> value) {
        return new LearnerFigure(PREFIX + name, false, help, value);
    }
}
