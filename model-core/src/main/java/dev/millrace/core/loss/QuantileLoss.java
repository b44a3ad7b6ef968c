package dev.millrace.core.loss;

/**
 * For regression: {@code tau (y - s)} below the label, {@code (1 - tau) (s - y)} above it; the best constant is the
 * quantile {@code tau} (Koenker and Bassett, Econometrica 46, 1978). Its curvature is 0.
 *
 * @param tau strictly between 0 and 1; 0.5 is half the absolute error
 */
public record QuantileLoss(double tau) implements Loss {

    public QuantileLoss {
        if (!(tau > 0 && tau < 1)) {
            throw new IllegalArgumentException("tau: expected above 0 and below 1, got " + tau);
        }
    }

    @Override
    public String name() {
        return "quantile";
    }

    @Override
    public double value(double[] scores, double label) {
        double error = scores[0] - label;
        return error < 0 ? -tau * error : (1 - tau) * error;
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        double error = scores[0] - label;
        gradient[0] = error < 0 ? -tau : error > 0 ? 1 - tau : 0;
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
