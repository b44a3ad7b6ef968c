package dev.millrace.core.expert;

import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.math.Exact;

/**
 * What a loss means to experts: how scores become predictions that are judged and mixed, and how far a score has to go.
 * Arrays hold {@code outputs} numbers of one expert after the other.
 *
 * <p>An expert's prediction is kept from extremes, so that no loss is infinite: probabilities from about 1e-7 of the
 * largest, a regression's values within the labels' range.
 *
 * <p>One thread; allocates nothing per event.
 */
sealed interface Judge permits SquaredJudge, LogisticJudge, SoftmaxJudge, PoissonJudge, OtherJudge {

    /** Log-odds beyond this are taken for this. */
    double MOST_LOG_ODDS = 16;

    /** Least curvature of the log loss that a second-order expert reckons with: none would end its learning. */
    double LEAST_CURVATURE = 0.01;

    static Judge of(Loss loss, int outputs, LabelScale labels) {
        if (loss instanceof SquaredLoss) {
            return new SquaredJudge(labels);
        } else if (loss instanceof LogisticLoss) {
            return new LogisticJudge();
        } else if (loss instanceof SoftmaxLoss) {
            return new SoftmaxJudge(outputs);
        } else if (loss instanceof PoissonLoss) {
            return new PoissonJudge(labels);
        }
        return new OtherJudge(loss, labels);
    }

    /** Writes what so many experts predict, from the one of index {@code from} on. */
    void predict(double[] scores, int from, int to, double[] predictions);

    /** Writes the losses of those predictions. */
    void losses(double[] predictions, int from, int to, double label, double[] losses);

    /** Writes the derivatives of the loss by the scores. */
    void gradients(double[] scores, double[] predictions, int from, int to, double label, double[] gradients);

    /**
     * The score of a prediction that is the mean of the experts' predictions.
     *
     * @param weights of the experts; they need not add up to 1
     * @param score one number per output
     */
    void mix(double[] predictions, int experts, double[] weights, double[] score);

    /**
     * How far the score of a second-order expert moves: by {@code variance * step}, to where the loss and the distance from
     * where it was, in units of its variance, are together least.
     *
     * @param at where its scores begin
     * @param variance of the score
     * @param importance factor of the loss, above 0
     * @param step one number per output
     * @return the curvature of the loss where it moves to
     */
    double step(double[] scores, int at, double variance, double label, double importance, double[] step);

    /** Whether a first-order step is implicit: it then ends where the gradient is that of its end. */
    boolean isImplicit();

    /**
     * What the losses are multiplied by in weighing the experts.
     *
     * @param meanLoss of the mixture so far; 0 before the first event
     */
    double temperature(double meanLoss);

    /** Of predictions of one number each, by weights that need not add up to 1. */
    static double mean(double[] predictions, int experts, double[] weights) {
        double sum = 0;
        double total = 0;
        for (int k = 0; k < experts; k++) {
            sum += weights[k] * predictions[k];
            total += weights[k];
        }
        return sum / total;
    }

    static double sigmoid(double score) {
        return 1 / (1 + Exact.exp(-score));
    }

    static double bounded(double value, double most) {
        return Math.max(-most, Math.min(most, value));
    }
}
