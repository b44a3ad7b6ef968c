package dev.millrace.replay.report;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.learn.Batching;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.CandidateResult.Epoch;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.CandidateResult.Refusals;
import dev.millrace.replay.ReplayResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the figures of a candidate mean, in words. Pure; one thread. */
final class Signs {

    /** Share of the examples: who refuses more has diverged. */
    private static final double REFUSED = 0.01;

    /** Share of the loss: smaller changes are too little to speak of. */
    private static final double SLIGHT = 1e-3;

    private final ReplayResult replay;
    private final CandidateResult result;
    private final BlockLosses losses;
    private final List<String> signs = new ArrayList<>();
    private boolean diverged;

    private Signs(ReplayResult replay, CandidateResult result) {
        this.replay = replay;
        this.result = result;
        this.losses = BlockLosses.of(result.losses());
    }

    /**
     * Says one short sentence about each thing that shows.
     *
     * @param difference to the leader; null for the leader
     */
    static List<String> of(ReplayResult replay, CandidateResult result, @Nullable Interval difference) {
        Signs signs = new Signs(replay, result);
        signs.dropped();
        signs.refusals();
        boolean full = result.candidate().learner().spec().batching() instanceof Batching.Full;
        if (full) {
            signs.signs.add(
                    "makes its first step at the end of epoch 1, whose figures are of a model without knowledge");
        } else {
            signs.divergence();
        }
        if (result.epochs().size() > 1) {
            signs.overfitting();
            signs.trendOfEpochs();
        } else if (!full) {
            signs.trend();
        }
        signs.frozen();
        if (difference != null && !full && !signs.diverged && difference.holdsZero()) {
            signs.signs.add("cannot be told from the leader");
        }
        return List.copyOf(signs.signs);
    }

    /** Whether so much was refused that its losses are of other examples than those of the others. */
    static boolean refusesMuch(CandidateResult result) {
        long examples = result.losses().examples() * Math.max(1, result.epochs().size());
        return result.refusals().count() > 0 && result.refusals().count() >= REFUSED * examples;
    }

    private void dropped() {
        if (!result.isFinished()) {
            signs.add("dropped at rung " + (result.rung() + 1) + " of "
                    + replay.rungs().size() + ", after "
                    + Figures.count(replay.rungs().get(result.rung()).examples()) + " examples");
        }
    }

    private void refusals() {
        Refusals refusals = result.refusals();
        if (refusals.count() == 0) {
            return;
        }
        diverged = refusesMuch(result);
        String after = " after " + Figures.count(refusals.first()) + " examples";
        signs.add(
                diverged
                        ? "diverged" + after + ": " + refusals.reason() + " (" + Figures.count(refusals.count())
                                + " refused)"
                        : "refused " + Figures.count(refusals.count()) + ", the first" + after + ": "
                                + refusals.reason());
    }

    private void divergence() {
        Divergence.Finding finding = Divergence.of(losses);
        if (finding != null) {
            signs.add(finding.text());
            diverged |= finding.diverged();
        }
    }

    /** Differences to the running mean, because what is hard to predict for both tells nothing about the candidate. */
    private void trend() {
        int half = losses.blocks() / 2;
        Trend trend = Trend.of(Divergence.excess(losses, half));
        if (diverged || Double.isNaN(trend.rise())) {
            return;
        }
        boolean slight = Math.abs(trend.rise()) < SLIGHT * losses.meanFrom(half);
        if (!slight && trend.isFalling()) {
            signs.add("still improving: " + Figures.difference(trend.rise()) + " over the last half");
        } else if (!slight && trend.isRising()) {
            signs.add("getting worse: " + Figures.difference(trend.rise()) + " over the last half");
        } else {
            signs.add("has converged");
        }
    }

    private void trendOfEpochs() {
        List<Epoch> epochs = result.epochs();
        double before = Ranking.loss(epochs.get(epochs.size() - 2));
        double after = Ranking.loss(epochs.get(epochs.size() - 1));
        if (diverged || Double.isNaN(after - before)) {
            return;
        }
        String fromTo = " in epoch " + epochs.size() + ", from " + Figures.loss(before) + " to " + Figures.loss(after);
        if (before - after > SLIGHT * before) {
            signs.add("still improving" + fromTo);
        } else if (after - before > SLIGHT * before) {
            signs.add("getting worse" + fromTo);
        } else {
            signs.add("has converged");
        }
    }

    private void overfitting() {
        List<Epoch> epochs = result.epochs();
        Epoch last = epochs.get(epochs.size() - 1);
        if (result.holdout() != null && last.holdoutLoss() - last.trainLoss() > noiseOf(result.holdout())) {
            signs.add("overfits: holdout " + Figures.loss(last.holdoutLoss()) + ", train "
                    + Figures.loss(last.trainLoss()) + " in epoch " + epochs.size());
        }
        int best = 0;
        for (int epoch = 1; epoch < epochs.size(); epoch++) {
            if (epochs.get(epoch).holdoutLoss() < epochs.get(best).holdoutLoss()) {
                best = epoch;
            }
        }
        double least = epochs.get(best).holdoutLoss();
        if (last.holdoutLoss() - least > SLIGHT * least) {
            signs.add("holdout was best after epoch " + (best + 1) + ": " + Figures.loss(least) + ", now "
                    + Figures.loss(last.holdoutLoss()));
        }
    }

    /** By which two means over different examples differ without a reason, as the losses of the first epoch vary. */
    private double noiseOf(Evaluation holdout) {
        double[] means = new double[losses.blocks()];
        for (int block = 0; block < means.length; block++) {
            if (losses.count(block) == 0) {
                return Double.POSITIVE_INFINITY;
            }
            means[block] = losses.mean(block);
        }
        double error = Trend.of(means).meanError();
        double ratio = losses.examples() / (double) holdout.examples();
        double noise = Trend.NOISE * error * Math.sqrt(1 + ratio);
        return Double.isNaN(noise) ? Double.POSITIVE_INFINITY : noise;
    }

    private void frozen() {
        Frozen frozen = result.frozen();
        if (frozen != null && !diverged && frozen.liveLoss() > frozen.frozenLoss()) {
            signs.add("would have been better frozen after the first third (" + Figures.loss(frozen.frozenLoss())
                    + ", learning on " + Figures.loss(frozen.liveLoss()) + ")");
        }
    }
}
