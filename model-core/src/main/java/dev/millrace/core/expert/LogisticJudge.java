package dev.millrace.core.expert;

import dev.millrace.core.math.Exact;

/** Log loss of two classes: predictions are probabilities, and are mixed as such. */
final class LogisticJudge implements Judge {

    private static final int MOST_ITERATIONS = 60;

    /** What is left after a step is about its square. */
    private static final double CLOSE = 1e-6;

    @Override
    public void predict(double[] scores, int from, int to, double[] predictions) {
        for (int k = from; k < to; k++) {
            predictions[k] = 1 / (1 + Exact.exp(-Judge.bounded(scores[k], MOST_LOG_ODDS)));
        }
    }

    @Override
    public void losses(double[] predictions, int from, int to, double label, double[] losses) {
        for (int k = from; k < to; k++) {
            losses[k] = -Exact.log(label > 0 ? predictions[k] : 1 - predictions[k]);
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
        double one = 0;
        double zero = 0;
        for (int k = 0; k < experts; k++) {
            one += weights[k] * predictions[k];
            zero += weights[k] * (1 - predictions[k]);
        }
        score[0] = Exact.log(one / zero);
    }

    /**
     * Newton's method. The function is convex where the score is below 0 and concave above: from a score of 0, or from the
     * end next to it if the way does not lead there, it never goes beyond where it has to end.
     */
    @Override
    public double step(double[] scores, int at, double variance, double label, double importance, double[] step) {
        double score = scores[at];
        double low = importance * (label - 1);
        double high = importance * label;
        double d = variance > 0 ? Math.max(low, Math.min(high, -score / variance)) : 0;
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            double p = Judge.sigmoid(score + variance * d);
            double change = (d - importance * (label - p)) / (1 + importance * variance * p * (1 - p));
            d -= change;
            if ((1 + variance) * Math.abs(change) < CLOSE) {
                break;
            }
        }
        step[0] = d;
        double p = Judge.sigmoid(score + variance * d);
        return Math.max(p * (1 - p), LEAST_CURVATURE);
    }

    @Override
    public boolean isImplicit() {
        return false;
    }

    @Override
    public double temperature(double meanLoss) {
        return 1;
    }
}
