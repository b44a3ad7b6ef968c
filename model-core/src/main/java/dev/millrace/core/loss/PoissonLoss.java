package dev.millrace.core.loss;

import dev.millrace.core.math.Exact;

/**
 * Negative log-likelihood of a count whose rate is {@code e^s}, without the term that does not depend on the score:
 * {@code e^s - y s}, in nats. So it may be negative. Labels are 0 or greater, whole or not; the prediction is the rate.
 *
 * <p>Above a score of about 709.78 the rate is infinite: such an event is to be refused.
 */
public record PoissonLoss() implements Loss {

    @Override
    public String name() {
        return "poisson";
    }

    @Override
    public double value(double[] scores, double label) {
        return Exact.exp(scores[0]) - label * scores[0];
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        gradient[0] = prediction[0] - label;
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = prediction[0];
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        prediction[0] = Exact.exp(scores[0]);
    }

    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        return prediction[0] - label * Exact.log(prediction[0]);
    }

    @Override
    public boolean accepts(double label) {
        return label >= 0;
    }

    /** Half an event more in one example more, so that it is never 0, which would make the next event impossible. */
    @Override
    public double runningMean(double labelSum, long examples) {
        return (labelSum + 0.5) / (examples + 1.0);
    }
}
