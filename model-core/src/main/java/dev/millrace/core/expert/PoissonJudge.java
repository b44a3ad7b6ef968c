package dev.millrace.core.expert;

import dev.millrace.core.math.Exact;

/**
 * Poisson's loss: predictions are rates, and are mixed as such. They are kept between a share of the mean label and the largest
 * label: an expert that predicts next to nothing would seem good in each run of zeros.
 */
final class PoissonJudge implements Judge {

    private static final double LEAST_SHARE = 0.05;

    /** Of rates, while there has been no label above 0. */
    private static final double LEAST = 1e-6;

    private final LabelScale labels;

    PoissonJudge(LabelScale labels) {
        this.labels = labels;
    }

    @Override
    public void predict(double[] scores, int from, int to, double[] predictions) {
        // Before there is a label above 0, 1 is as good as any.
        double most = labels.most() > 0 ? labels.most() : 1;
        double least = Math.max(LEAST, LEAST_SHARE * labels.mean());
        for (int k = from; k < to; k++) {
            predictions[k] = Math.max(least, Math.min(most, Exact.exp(scores[k])));
        }
    }

    @Override
    public void losses(double[] predictions, int from, int to, double label, double[] losses) {
        for (int k = from; k < to; k++) {
            losses[k] = predictions[k] - label * Exact.log(predictions[k]);
        }
    }

    @Override
    public void gradients(double[] scores, double[] predictions, int from, int to, double label, double[] gradients) {
        for (int k = from; k < to; k++) {
            gradients[k] = predictions[k] - label;
        }
    }

    @Override
    public void mix(double[] predictions, int experts, double[] weights, double[] score) {
        score[0] = Exact.log(Judge.mean(predictions, experts, weights));
    }

    @Override
    public double step(double[] scores, int at, double variance, double label, double importance, double[] step) {
        throw new IllegalStateException("second-order experts: expected squared or log loss, got poisson");
    }

    @Override
    public boolean isImplicit() {
        return false;
    }

    /** A log loss, but for what depends on the label alone. */
    @Override
    public double temperature(double meanLoss) {
        return 1;
    }
}
