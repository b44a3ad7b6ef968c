package dev.millrace.learn;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.ExpertStandings;
import org.jspecify.annotations.Nullable;

/**
 * How far a learner was, and how well it did, at one write-back: all of it of the same moment as the model that was
 * written then. Immutable; any thread.
 *
 * @param fingerprint of its config, 16 hexadecimal digits
 * @param topic of the last event processed; empty before the first
 * @param partition of that event; -1 before the first
 * @param offset of that event; -1 before the first
 * @param eventTimeMillis of that event, since 1970-01-01T00:00Z
 * @param digest 64-bit hash of all parameters and learning state
 * @param model what was counted since the model began, whoever learned it
 * @param since what this instance counted since it took over the learner
 * @param learningRate of the next step; NaN if each expert has its own
 * @param experts null unless the optimizer is {@code auto}
 */
public record LearnerProgress(
        String learner,
        String fingerprint,
        String topic,
        int partition,
        long offset,
        long eventTimeMillis,
        long digest,
        Counts model,
        Counts since,
        Evaluation evaluation,
        double learningRate,
        GradientNorm gradientNorm,
        @Nullable ExpertStandings experts,
        Memory memory) {

    /** Whether it has processed an event, in this life or another. */
    public boolean hasPosition() {
        return partition >= 0;
    }

    /**
     * Counts of events and of what became of them.
     *
     * @param examples labeled events measured
     * @param steps optimizer steps made
     * @param unlabeled events without a label
     * @param refused events that the learner refused
     * @param clippedSteps steps whose gradient was clipped
     * @param refusedSteps steps of batches that were dropped
     * @param boundedRows rows brought back to the largest norm allowed
     * @param drifts how often the loss of a mixture of experts was found to have risen
     */
    public record Counts(
            long examples,
            long steps,
            long unlabeled,
            long refused,
            long clippedSteps,
            long refusedSteps,
            long boundedRows,
            long drifts) {

        Counts minus(Counts before) {
            return new Counts(
                    examples - before.examples,
                    steps - before.steps,
                    unlabeled - before.unlabeled,
                    refused - before.refused,
                    clippedSteps - before.clippedSteps,
                    refusedSteps - before.refusedSteps,
                    boundedRows - before.boundedRows,
                    drifts - before.drifts);
        }
    }

    /**
     * Euclidean norms, before clipping.
     *
     * @param last of the last step; NaN before the first
     * @param window mean over the last window of steps; NaN before the first
     */
    public record GradientNorm(double last, double window) {}

    /**
     * The working set.
     *
     * @param residentBlocks parameter blocks in memory
     * @param residentBytes of these
     * @param writtenBlocks blocks written back since this instance took over the learner
     * @param writeBacks how often it wrote back since then, one for each commit, and others to make room
     */
    public record Memory(long residentBlocks, long residentBytes, long writtenBlocks, long writeBacks) {}
}
