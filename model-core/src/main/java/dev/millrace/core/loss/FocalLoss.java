package dev.millrace.core.loss;

import dev.millrace.core.math.Exact;

/**
 * Log loss that turns away from what is predicted well already, for rare positives: {@code -a (1 - p)^gamma ln p}, in
 * nats, where {@code p} is the probability given to the label and {@code a} is {@code alpha} for label 1, {@code 1 - alpha}
 * for label 0 (Lin et al., ICCV 2017). The score is the log-odds of what is predicted.
 *
 * <p>If {@code gamma} is above 0, it is concave far on the wrong side; the curvature is given as 0 there.
 *
 * @param gamma 0 to 10; 0 is the log loss times {@code a}; usual 2
 * @param alpha strictly between 0 and 1; usual 0.25
 */
public record FocalLoss(double gamma, double alpha) implements Loss {

    public FocalLoss {
        if (!(gamma >= 0 && gamma <= 10)) {
            throw new IllegalArgumentException("gamma: expected 0 to 10, got " + gamma);
        }
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha: expected above 0 and below 1, got " + alpha);
        }
    }

    @Override
    public String name() {
        return "focal";
    }

    @Override
    public double value(double[] scores, double label) {
        double margin = margin(scores, label);
        return weight(label) * Exact.power(Sigmoid.of(-margin), gamma) * Sigmoid.minusLog(margin);
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        double margin = margin(scores, label);
        double wrong = Sigmoid.of(-margin);
        double byMargin = Exact.power(wrong, gamma) * (gamma * Sigmoid.of(margin) * Sigmoid.minusLog(margin) + wrong);
        gradient[0] = (label == 1 ? -weight(label) : weight(label)) * byMargin;
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        double margin = margin(scores, label);
        double right = Sigmoid.of(margin);
        double wrong = Sigmoid.of(-margin);
        double log = Sigmoid.minusLog(margin);
        double inner = gamma * log * (gamma * right - wrong) + (2 * gamma + 1) * wrong;
        curvature[0] = weight(label) * Exact.power(wrong, gamma) * right * Math.max(0, inner);
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        prediction[0] = Sigmoid.of(scores[0]);
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        double right = label == 1 ? prediction[0] : 1 - prediction[0];
        return -weight(label) * Exact.power(1 - right, gamma) * Exact.log(right);
    }

    private double weight(double label) {
        return label == 1 ? alpha : 1 - alpha;
    }

    /** The score, positive on the right side. */
    private static double margin(double[] scores, double label) {
        return label == 1 ? scores[0] : -scores[0];
    }
}
