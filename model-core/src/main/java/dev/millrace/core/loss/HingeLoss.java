package dev.millrace.core.loss;

/**
 * {@code max(0, 1 - t s)} for binary tasks, with {@code t} = -1 for label 0 and 1 for label 1: the loss of linear support
 * vector machines. It says on which side an event is, not how likely: the prediction is 0 or 1 (0.5 at a score of 0). Its
 * curvature is 0.
 */
public record HingeLoss() implements Loss {

    @Override
    public String name() {
        return "hinge";
    }

    @Override
    public double value(double[] scores, double label) {
        return Math.max(0, 1 - (2 * label - 1) * scores[0]);
    }

    @Override
    public void gradient(double[] scores, double[] prediction, double label, double[] gradient) {
        double sign = 2 * label - 1;
        gradient[0] = sign * scores[0] < 1 ? -sign : 0;
    }

    @Override
    public void curvature(double[] scores, double[] prediction, double label, double[] curvature) {
        curvature[0] = 0;
    }

    @Override
    public void predict(double[] scores, double[] prediction) {
        prediction[0] = (1 + Math.signum(scores[0])) / 2;
    }

    /** Of the constant score that is best for the class share: -1 or 1. */
    @Override
    public double valueOfPrediction(double[] prediction, double label) {
        return 1 - (2 * label - 1) * Math.signum(prediction[0] - 0.5);
    }
}
