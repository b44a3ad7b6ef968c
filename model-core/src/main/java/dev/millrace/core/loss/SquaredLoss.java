package dev.millrace.core.loss;

/** {@code (s - y)^2} for regression, in squared units of the label. Its gradient is {@code 2 (s - y)}. */
public record SquaredLoss() implements Loss {

    @Override
    public String name() {
        return "squared";
    }

    @Override
    public double value(double[] scores, double label) {
        double error = scores[0] - label;
        return error * error;
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        gradient[0] = 2 * (scores[0] - label);
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = 2;
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        prediction[0] = scores[0];
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        return value(prediction, label);
    }
}
