package dev.millrace.replay.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.Fingerprint;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.LinearWarmup;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.ReplayResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a replay, its candidates ranked and judged. The same result gives the same report.
 *
 * @param ranked best first, one or more
 */
public record ReplayReport(ReplayResult result, List<RankedCandidate> ranked) {

    /** Of the runs that are drawn for intervals; the same for all candidates. */
    static final long SEED = 20_160_509;

    private static final ObjectMapper JSON = new ObjectMapper();

    public ReplayReport {
        ranked = List.copyOf(ranked);
        if (ranked.isEmpty()) {
            throw new IllegalArgumentException("candidates: expected one or more, got none");
        }
    }

    /**
     * Ranks and judges.
     *
     * @param moreSigns by name of the candidate: what others have to say about it, in short sentences
     * @throws IllegalArgumentException if there is no candidate
     */
    public static ReplayReport of(ReplayResult result, Map<String, List<String>> moreSigns) {
        List<RankedCandidate> ranked = new ArrayList<>();
        List<CandidateResult> inOrder = Ranking.of(result.candidates());
        for (CandidateResult candidate : inOrder) {
            @Nullable
            Interval difference = ranked.isEmpty()
                    ? null
                    : BlockBootstrap.difference(
                            candidate.losses(), inOrder.get(0).losses(), SEED);
            List<String> signs = new ArrayList<>(Signs.of(result, candidate, difference));
            signs.addAll(moreSigns.getOrDefault(candidate.candidate().name(), List.of()));
            ranked.add(judged(ranked.size() + 1, candidate, difference, signs));
        }
        return new ReplayReport(result, ranked);
    }

    public RankedCandidate leader() {
        return ranked.get(0);
    }

    /** What candidates are ranked by, for people. */
    String rankedBy() {
        List<CandidateResult.Epoch> epochs = leader().result().epochs();
        if (epochs.size() < 2) {
            return "mean " + result.measure() + " over the stream";
        }
        boolean heldOut = !Double.isNaN(epochs.get(epochs.size() - 1).holdoutLoss());
        return "mean " + result.measure() + (heldOut ? " over the holdout" : "") + " in epoch " + epochs.size();
    }

    private static RankedCandidate judged(
            int rank, CandidateResult result, @Nullable Interval difference, List<String> signs) {
        LearnerSpec spec = result.candidate().learner().spec();
        Fingerprint fingerprint = Fingerprint.of(result.candidate().config(), spec);
        BlockLosses losses = BlockLosses.of(result.losses());
        return new RankedCandidate(
                rank,
                result,
                optimizer(fingerprint),
                rate(spec.schedule()),
                fingerprint.hex(),
                Ranking.loss(result),
                losses.meanFrom(0),
                losses.meanFrom(losses.firstOfLast(Divergence.LAST)),
                losses.baselineFrom(0),
                difference,
                signs);
    }

    private static String optimizer(Fingerprint fingerprint) {
        try {
            JsonNode optimizer = JSON.readTree(fingerprint.json()).path("optimizer");
            return optimizer.isTextual()
                    ? optimizer.asText()
                    : optimizer.path("type").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a fingerprint in JSON, found " + fingerprint.json(), e);
        }
    }

    private static double rate(LearningRateSchedule schedule) {
        return schedule instanceof LinearWarmup warmup ? rate(warmup.then()) : schedule.at(0);
    }
}
