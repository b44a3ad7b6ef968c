package dev.millrace.core.expert;

import dev.millrace.core.loss.HingeLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SquaredHingeLoss;

/**
 * Any loss of one score: scores are mixed, which a convex loss likes at least as well as the mean of the losses. Those of a
 * regression are kept within the labels' range, if they are in the labels' unit.
 */
final class OtherJudge implements Judge {

    /** Beyond it, a hinge loses nothing on the right side and without limit on the wrong one. */
    private static final double MOST_MARGIN = 1;

    private final Loss loss;
    private final LabelScale labels;
    private final double most;
    private final double[] one = new double[1];
    private final double[] predicted = new double[1];
    private final double[] slope = new double[1];

    OtherJudge(Loss loss, LabelScale labels) {
        this.loss = loss;
        this.labels = labels;
        this.most = loss instanceof HingeLoss || loss instanceof SquaredHingeLoss ? MOST_MARGIN : MOST_LOG_ODDS;
    }

    @Override
    public void predict(double[] scores, int from, int to, double[] predictions) {
        for (int k = from; k < to; k++) {
            predictions[k] = labels.isScaled() ? labels.bounded(scores[k]) : Judge.bounded(scores[k], most);
        }
    }

    @Override
    public void losses(double[] predictions, int from, int to, double label, double[] losses) {
        for (int k = from; k < to; k++) {
            one[0] = predictions[k];
            losses[k] = loss.value(one, label);
        }
    }

    @Override
    public void gradients(double[] scores, double[] predictions, int from, int to, double label, double[] gradients) {
        for (int k = from; k < to; k++) {
            one[0] = predictions[k];
            loss.predict(one, predicted);
            loss.gradient(one, predicted, label, slope);
            gradients[k] = slope[0];
        }
    }

    @Override
    public void mix(double[] predictions, int experts, double[] weights, double[] score) {
        score[0] = Judge.mean(predictions, experts, weights);
    }

    @Override
    public double step(double[] scores, int at, double variance, double label, double importance, double[] step) {
        throw new IllegalStateException("second-order experts: expected squared or log loss, got " + loss.name());
    }

    @Override
    public boolean isImplicit() {
        return false;
    }

    /** As if errors in the labels' unit were exponential; other losses are about as large as a log loss. */
    @Override
    public double temperature(double meanLoss) {
        if (!labels.isScaled()) {
            return 1;
        }
        return meanLoss > 0 ? 1 / meanLoss : 0;
    }
}
