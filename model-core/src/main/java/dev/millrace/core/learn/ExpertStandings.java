package dev.millrace.core.learn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the experts of a learner stand, at one moment.
 *
 * @param experts in a fixed order
 * @param restarts how often an expert diverged and began anew
 * @param drifts alarms so far
 * @param lastDrift null before the first
 */
public record ExpertStandings(
        List<Expert> experts,
        long restarts,
        long drifts,
        @Nullable Drift lastDrift) {

    /**
     * @param name kind and learning rate, or kind and what it keeps from event to event
     * @param weight in the next prediction, 0 to 1
     * @param meanLoss over all events learned from; NaN before the first
     * @param windowLoss over the last window of them; NaN before the first
     * @param weightAtDrift the weight that it had at the last drift; NaN before the first
     */
    public record Expert(String name, double weight, double meanLoss, double windowLoss, double weightAtDrift) {}

    /**
     * When the mixture's loss was found to have risen.
     *
     * @param examples labeled events up to and including that at which it was found
     * @param timeMillis of that event, since 1970-01-01T00:00Z
     */
    public record Drift(long examples, long timeMillis) {}
}
