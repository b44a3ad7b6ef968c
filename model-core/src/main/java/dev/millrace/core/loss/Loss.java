package dev.millrace.core.loss;

/**
 * What a wrong prediction costs, as a function of the model's scores. Scores are the linear predictors: one for
 * regression and binary tasks, one a class for multi-class tasks.
 *
 * <p>Implementations are immutable and allocate nothing; arrays belong to the caller and have {@code outputs} elements.
 */
public sealed interface Loss permits SquaredLoss, LogisticLoss, SoftmaxLoss {

    /** Name in configs and reports. */
    String name();

    /**
     * The loss of the scores; 0 or greater, in nats for log losses.
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
     * Writes the derivative of {@link #value} by each score.
     *
     * @param prediction what {@link #predict} made of the scores, so that no exponential is taken twice
     */
    void gradient(double[] scores, double[] prediction, double label, double[] gradient);

    /**
     * Writes the second derivative of {@link #value} by each score: the diagonal of the Hessian, 0 or greater.
     *
     * @param prediction what {@link #predict} made of the scores
     */
    void curvature(double[] scores, double[] prediction, double label, double[] curvature);

    /**
     * The loss of a constant prediction, for baselines.
     *
     * @param prediction in the terms of {@link #predict}
     */
    double valueOfPrediction(double[] prediction, double label);
}
