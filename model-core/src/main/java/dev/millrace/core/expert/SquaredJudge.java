package dev.millrace.core.expert;

/** Squared loss: predictions are values within the labels' range, and are mixed as such. Gradients are those of half of it. */
final class SquaredJudge implements Judge {

    private final LabelScale labels;

    SquaredJudge(LabelScale labels) {
        this.labels = labels;
    }

    @Override
    public void predict(double[] scores, int from, int to, double[] predictions) {
        for (int k = from; k < to; k++) {
            predictions[k] = labels.bounded(scores[k]);
        }
    }

    @Override
    public void losses(double[] predictions, int from, int to, double label, double[] losses) {
        for (int k = from; k < to; k++) {
            double error = predictions[k] - label;
            losses[k] = error * error;
        }
    }

    @Override
    public void gradients(double[] scores, double[] predictions, int from, int to, double label, double[] gradients) {
        for (int k = from; k < to; k++) {
            gradients[k] = scores[k] - label;
        }
    }

    @Override
    public void mix(double[] predictions, int experts, double[] weights, double[] score) {
        score[0] = Judge.mean(predictions, experts, weights);
    }

    @Override
    public double step(double[] scores, int at, double variance, double label, double importance, double[] step) {
        step[0] = importance * (label - scores[at]) / (1 + importance * variance);
        return 1;
    }

    @Override
    public boolean isImplicit() {
        return true;
    }

    /** As if the errors were normal, with the variance that they had so far. */
    @Override
    public double temperature(double meanLoss) {
        return meanLoss > 0 ? 0.5 / meanLoss : 0;
    }
}
