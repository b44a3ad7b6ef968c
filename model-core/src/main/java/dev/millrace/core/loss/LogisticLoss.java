package dev.millrace.core.loss;

import dev.millrace.core.math.Exact;

/**
 * Log loss of a binary task, labels 0 and 1, the score being the log-odds: {@code ln(1 + e^s) - y s}, in nats. Exact to
 * the last digits at scores of any size, because only negative numbers are exponentiated.
 */
public record LogisticLoss() implements Loss {

    /** Up to here {@code p - 1} keeps more digits than a float has. */
    private static final double NEARLY_CERTAIN = 0.999;

    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public double value(double[] scores, double label) {
        double s = scores[0];
        return Math.max(s, 0) - s * label + Exact.log1p(Exact.exp(-Math.abs(s)));
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        // Close to 1, the difference would lose the digits of the small gradient.
        gradient[0] = label == 1 && prediction[0] > NEARLY_CERTAIN ? -Sigmoid.of(-scores[0]) : prediction[0] - label;
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = prediction[0] * Sigmoid.of(-scores[0]);
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        prediction[0] = Sigmoid.of(scores[0]);
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        return -Exact.log(label == 1 ? prediction[0] : 1 - prediction[0]);
    }
}
