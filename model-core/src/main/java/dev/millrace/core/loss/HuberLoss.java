package dev.millrace.core.loss;

/**
 * For regression: {@code (s - y)^2 / 2} up to an error of {@code delta}, {@code delta (|s - y| - delta / 2)} beyond, so
 * that outliers pull no harder than an error of {@code delta} does (Huber, Annals of Mathematical Statistics 35, 1964).
 *
 * @param delta in units of the label, above 0 and at most 1e9
 */
public record HuberLoss(double delta) implements Loss {

    public HuberLoss {
        if (!(delta > 0 && delta <= 1e9)) {
            throw new IllegalArgumentException("delta: expected above 0 and at most 1e9, got " + delta);
        }
    }

    @Override
    public String name() {
        return "huber";
    }

    @Override
    public double value(double[] scores, double label) {
        double error = Math.abs(scores[0] - label);
        return error <= delta ? error * error / 2 : delta * (error - delta / 2);
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        gradient[0] = Math.max(-delta, Math.min(delta, scores[0] - label));
    }

    /** 1 up to {@code delta}, 0 beyond. */
    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = Math.abs(scores[0] - label) <= delta ? 1 : 0;
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
