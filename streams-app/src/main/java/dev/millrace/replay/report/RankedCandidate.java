package dev.millrace.replay.report;

import dev.millrace.replay.CandidateResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A candidate, judged.
 *
 * @param rank 1 for the leader
 * @param optimizer its name in a config
 * @param rate that its schedule starts from, after a warm-up
 * @param fingerprint of its config, 16 hexadecimal digits
 * @param score what it is ranked by: a mean of the measure
 * @param loss mean of the measure over the stream, in the first epoch
 * @param recentLoss mean of the measure over the last tenth of the stream, in the first epoch
 * @param runningMeanLoss what the running mean of the labels had over the same examples as {@code loss}
 * @param difference of the losses in the first epoch to those of the leader; null for the leader
 * @param signs what this means, in words
 */
public record RankedCandidate(
        int rank,
        CandidateResult result,
        String optimizer,
        double rate,
        String fingerprint,
        double score,
        double loss,
        double recentLoss,
        double runningMeanLoss,
        @Nullable Interval difference,
        List<String> signs) {

    public RankedCandidate {
        signs = List.copyOf(signs);
    }

    public String name() {
        return result.candidate().name();
    }

    /** Mean of the measure over the examples held out, in the last epoch; NaN if there were none. */
    double holdoutLoss() {
        List<CandidateResult.Epoch> epochs = result.epochs();
        return epochs.isEmpty() ? Double.NaN : epochs.get(epochs.size() - 1).holdoutLoss();
    }

    /** How much greater the loss would have been had it stopped to learn after the first third; NaN if not known. */
    double frozenGain() {
        CandidateResult.Frozen frozen = result.frozen();
        return frozen == null ? Double.NaN : frozen.frozenLoss() - frozen.liveLoss();
    }
}
