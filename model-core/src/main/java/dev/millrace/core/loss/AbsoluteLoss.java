package dev.millrace.core.loss;

/**
 * {@code |s - y|} for regression, in units of the label; the best constant is the median. Its gradient is -1 or 1, its
 * curvature 0.
 */
public record AbsoluteLoss() implements Loss {

    @Override
    public String name() {
        return "absolute";
    }

    @Override
    public double value(double[] scores, double label) {
        return Math.abs(scores[0] - label);
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        gradient[0] = Math.signum(scores[0] - label);
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = 0;
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
