package dev.millrace.core.loss;

/**
 * {@code max(0, 1 - t s)^2} for binary tasks, with {@code t} = -1 for label 0 and 1 for label 1. The score that is best for
 * events of probability {@code p} is {@code 2 p - 1} (Zhang, Annals of Statistics 32, 2004), so the prediction is {@code
 * (s + 1) / 2} within 0 and 1.
 */
public record SquaredHingeLoss() implements Loss {

    @Override
    public String name() {
        return "squared-hinge";
    }

    @Override
    public double value(double[] scores, double label) {
        double margin = Math.max(0, 1 - (2 * label - 1) * scores[0]);
        return margin * margin;
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        double sign = 2 * label - 1;
        gradient[0] = -2 * sign * Math.max(0, 1 - sign * scores[0]);
    }

    /** 2 within the margin, 0 beyond. */
    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = (2 * label - 1) * scores[0] < 1 ? 2 : 0;
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        prediction[0] = Math.max(0, Math.min(1, (scores[0] + 1) / 2));
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        double error = 2 * (label - prediction[0]);
        return error * error;
    }
}
