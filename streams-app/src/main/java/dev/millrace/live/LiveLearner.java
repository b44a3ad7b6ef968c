package dev.millrace.live;

import dev.millrace.query.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * A learner as it is at the moment. NaN (null in JSON) where a figure does not apply or is not known.
 *
 * @param task binary, regression or multiclass
 * @param champion whether it is the config's first
 * @param here whether this instance learns it: figures are those of its last write-back then, otherwise those of its last
 *     loss report
 * @param loss name of the loss; unit of the losses
 * @param eventsPerSecond processed, over the last ten seconds
 * @param lag offsets between the last event processed and the end of the topic
 * @param gradientNorm of the last step, before clipping
 * @param eventTime of the last event, ISO 8601 in UTC; null before the first
 * @param provenance null if it has never reported, and is not here
 */
record LiveLearner(
        String name,
        String task,
        boolean champion,
        boolean here,
        String loss,
        double meanLoss,
        double windowLoss,
        double runningMeanLoss,
        double windowRunningMeanLoss,
        double accuracy,
        double windowAccuracy,
        double rmse,
        double auc,
        double learningRate,
        double gradientNorm,
        double windowGradientNorm,
        double eventsPerSecond,
        double lag,
        long unlabeled,
        long refused,
        @Nullable String eventTime,
        @Nullable Provenance provenance) {}
