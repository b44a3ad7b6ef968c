package dev.millrace.replay;

import dev.millrace.core.evaluate.Calibration;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.ExpertStandings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate did.
 *
 * @param rung index of the rung of {@link ReplayResult#rungs} where it was dropped; -1 if it learned to the end
 * @param evaluation of each prediction before its label was learned from, in the first epoch
 * @param losses of the same predictions, by the replay's measure, as a series
 * @param calibration of the same predictions
 * @param holdout of the examples that were held out, in the last epoch, each predicted at its place in the stream; null if
 *     there were none
 * @param frozen against itself, frozen after the first third; null if it did not come so far, or there are several epochs
 * @param refusals events that it refused, in all epochs
 * @param epochs one element an epoch
 * @param learned where it ended
 */
public record CandidateResult(
        Candidate candidate,
        int rung,
        Evaluation evaluation,
        LossSeries losses,
        Calibration calibration,
        @Nullable Evaluation holdout,
        @Nullable Frozen frozen,
        Refusals refusals,
        List<Epoch> epochs,
        Learned learned) {

    /**
     * The model that went on learning, against the one it was after the first third of the input.
     *
     * @param examples since then
     * @param frozenLoss mean of the measure of the frozen one over them
     * @param liveLoss mean of the measure of the one that learned over them
     */
    public record Frozen(long examples, double frozenLoss, double liveLoss) {}

    /**
     * Events that changed nothing, because a score, gradient or step was not finite.
     *
     * @param first number of the first of them among the labeled examples of its epoch, from 0; -1 if there is none
     * @param reason of the first; empty if there is none
     */
    public record Refusals(long count, long first, String reason) {}

    /**
     * One epoch.
     *
     * @param trainLoss mean of the measure over the examples learned from, each before it was
     * @param holdoutLoss mean of the measure over those held out; NaN if there were none
     */
    public record Epoch(double trainLoss, double holdoutLoss) {}

    /**
     * Where the learner ended.
     *
     * @param digest as a running learner's
     * @param rate of the next step; NaN if experts have rates of their own
     * @param experts null if there are none
     */
    public record Learned(
            long step,
            long examples,
            long digest,
            double rate,
            @Nullable ExpertStandings experts) {}

    public CandidateResult {
        epochs = List.copyOf(epochs);
    }

    /** Whether it learned to the end of the input. */
    public boolean isFinished() {
        return rung < 0;
    }
}
