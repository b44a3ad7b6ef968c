package dev.millrace.core.learn;

import org.jspecify.annotations.Nullable;

/**
 * What became of one event. Owned by a {@link Learner} and overwritten by its next event; the arrays have one element per
 * output.
 */
public final class Outcome {

    /** How far the event got. */
    public enum Status {
        /** Scored, evaluated and, unless its weight is 0, learned from. */
        LEARNED,
        /** Scored only: it has no label. */
        UNLABELED,
        /** Changed nothing, because a score, gradient or step was not finite. */
        REFUSED
    }

    private final double[] scores;
    private final double[] prediction;
    private Status status = Status.UNLABELED;
    private double loss = Double.NaN;
    private long step;
    private @Nullable String refusal;

    Outcome(int outputs) {
        this.scores = new double[outputs];
        this.prediction = new double[outputs];
    }

    public Status status() {
        return status;
    }

    /** Linear predictors. */
    public double[] scores() {
        return scores;
    }

    /** As of {@link dev.millrace.core.loss.Loss#predict}. */
    public double[] prediction() {
        return prediction;
    }

    /** Steps that had been made when the event was predicted. */
    public long step() {
        return step;
    }

    /** NaN unless the event was learned from. */
    public double loss() {
        return loss;
    }

    /** Why the event was refused. */
    public String refusal() {
        return String.valueOf(refusal);
    }

    void predictedAt(long stepsMade) {
        step = stepsMade;
    }

    Outcome learned(double lossValue) {
        status = Status.LEARNED;
        loss = lossValue;
        return this;
    }

    Outcome unlabeled() {
        status = Status.UNLABELED;
        loss = Double.NaN;
        return this;
    }

    Outcome refused(String reason) {
        status = Status.REFUSED;
        loss = Double.NaN;
        refusal = reason;
        return this;
    }

    /** NaN and infinities, and only they, give NaN when multiplied by 0. A finite score may stand for an infinite rate. */
    static boolean areFinite(double[] scores, double[] prediction) {
        double zero = 0;
        for (int k = 0; k < scores.length; k++) {
            zero += scores[k] * 0 + prediction[k] * 0;
        }
        return zero == 0;
    }
}
