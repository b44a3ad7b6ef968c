package dev.millrace.replay.report;

import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.CandidateResult.Epoch;
import java.util.Comparator;
import java.util.List;

/**
 * Which candidate is better: one that learned to the end than one that was dropped, one dropped later than one dropped earlier,
 * then the one with the lesser loss. Of those that learned to the end, who refused {@code 1 %} of the examples or more comes
 * last, because its loss is that of the examples that suited it. A loss that is no finite number comes after all others of its
 * kind. Equals stay in the order they were given in.
 */
final class Ranking {

    private static final Comparator<CandidateResult> ORDER = Comparator.<CandidateResult>comparingInt(
                    result -> result.isFinished() ? 0 : 1)
            .thenComparingInt(result -> -result.rung())
            .thenComparing(Signs::refusesMuch)
            .thenComparing(result -> !Double.isFinite(loss(result)))
            .thenComparingDouble(Ranking::loss);

    private Ranking() {}

    static List<CandidateResult> of(List<CandidateResult> results) {
        return results.stream().sorted(ORDER).toList();
    }

    /**
     * What candidates are ranked by: the mean loss over the stream; with several epochs that of the last one, over the
     * examples that were held out if there are any.
     */
    static double loss(CandidateResult result) {
        List<Epoch> epochs = result.epochs();
        return epochs.size() > 1
                ? loss(epochs.get(epochs.size() - 1))
                : BlockLosses.of(result.losses()).meanFrom(0);
    }

    /** Of the examples held out; of those learned from if there were none. */
    static double loss(Epoch epoch) {
        return Double.isNaN(epoch.holdoutLoss()) ? epoch.trainLoss() : epoch.holdoutLoss();
    }
}
