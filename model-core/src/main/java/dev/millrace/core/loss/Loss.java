package dev.millrace.core.loss;

/**
 * What a wrong prediction costs, as a function of the model's scores. Scores are the linear predictors: one for
 * regression and binary tasks, one a class for multi-class tasks.
 *
 * <p>Implementations are immutable and allocate nothing; arrays belong to the caller and have {@code outputs} elements.
 * Values and derivatives are exact to about 12 digits, and finite for all finite scores up to 1e100 but for {@link
 * PoissonLoss}, whose rate overflows.
 */
public sealed interface Loss
        permits SquaredLoss,
                AbsoluteLoss,
                HuberLoss,
                QuantileLoss,
                PoissonLoss,
                LogisticLoss,
                HingeLoss,
                SquaredHingeLoss,
                FocalLoss,
                SoftmaxLoss {

    /** Name in configs and reports. */
    String name();

    /**
     * The loss of the scores, in nats for log losses; 0 or greater, but for {@link PoissonLoss}.
     *
     * @param label the value, 0 or 1, or the class index
     */
    double value(double[] scores, double label);

    /**
     * Writes the prediction that the scores stand for: the value, the probability of class 1, or the probability of each
     * class.
     */
    void predict(double[] scores, double[] prediction);

    /**
     * Writes the derivative of {@link #value} by each score; 0 at a kink.
     *
     * @param prediction what {@link #predict} made of the scores, so that no exponential is taken twice
     */
    void gradient(double[] scores, double[] prediction, double label, double[] gradient);

    /**
     * Writes the second derivative of {@link #value} by each score, the diagonal of the Hessian; 0 or greater. It is 0
     * where the loss is piecewise linear, and where it is concave ({@link FocalLoss}): who divides by it must add something.
     *
     * @param prediction what {@link #predict} made of the scores
     */
    void curvature(double[] scores, double[] prediction, double label, double[] curvature);

    /**
     * The loss of a constant prediction, for baselines.
     *
     * @param prediction in the terms of {@link #predict}; a class share strictly between 0 and 1, where it is one
     */
    double valueOfPrediction(double[] prediction, double label);

    /** Whether the loss is defined for a label that the task allows. */
    default boolean accepts(double label) {
        return true;
    }

    /**
     * The running mean of a regression's labels as a prediction that {@link #valueOfPrediction} can price.
     *
     * @param labelSum of the labels so far, 0 before the first
     */
    default double runningMean(double labelSum, long examples) {
        return examples == 0 ? 0 : labelSum / examples;
    }
}
