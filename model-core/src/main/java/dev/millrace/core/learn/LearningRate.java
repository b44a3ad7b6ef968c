package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.ReduceOnPlateau;
import org.jspecify.annotations.Nullable;

/**
 * The rate of any step up to the next: what the schedule says, lowered on plateaus of the loss if the learner does that. It
 * keeps the steps from which on the rate was lower, because rows that were not touched since are caught up with the rates
 * of the steps that they missed.
 *
 * <p>One thread; allocates nothing.
 */
final class LearningRate {

    private final LearningRateSchedule schedule;
    private final @Nullable ReduceOnPlateau plateau;
    /** The first step of each lower rate, ascending. */
    private final long[] reducedFrom;
    /** The product of the factors of so many reductions. */
    private final double[] multipliers;

    private int reductions;
    private double best = Double.MAX_VALUE;
    private double sum;
    private long measured;
    private long waited;
    private long cooling;

    LearningRate(LearningRateSchedule schedule, @Nullable ReduceOnPlateau plateau) {
        this.schedule = schedule;
        this.plateau = plateau;
        this.reducedFrom = new long[plateau == null ? 0 : plateau.mostReductions()];
        this.multipliers = new double[reducedFrom.length + 1];
        multipliers[0] = 1;
        for (int i = 1; i < multipliers.length && plateau != null; i++) {
            multipliers[i] = multipliers[i - 1] * plateau.factor();
        }
    }

    /** Whether every step has the same rate. */
    boolean isConstant() {
        return plateau == null && schedule instanceof Constant;
    }

    /** @param step steps made before the one that is asked about */
    double at(long step) {
        double rate = schedule.at(step);
        if (plateau == null) {
            return rate;
        }
        int count = reductions;
        while (count > 0 && step < reducedFrom[count - 1]) {
            count--;
        }
        return plateau.reduced(rate, multipliers[count]);
    }

    /**
     * Takes in the loss of an example that was measured.
     *
     * @param nextStep steps made so far
     */
    void observe(double loss, long nextStep) {
        if (plateau != null) {
            sum += loss;
            if (++measured == plateau.window()) {
                endWindow(plateau, nextStep);
            }
        }
    }

    private void endWindow(ReduceOnPlateau rule, long nextStep) {
        double mean = sum / measured;
        if (rule.isImprovement(mean, best)) {
            best = mean;
            waited = 0;
        } else {
            waited += measured;
        }
        if (cooling > 0) {
            cooling = Math.max(0, cooling - measured);
            waited = 0;
        }
        if (waited > rule.patience()) {
            if (reductions < reducedFrom.length) {
                reducedFrom[reductions++] = nextStep;
            }
            cooling = rule.cooldown();
            waited = 0;
        }
        sum = 0;
        measured = 0;
    }

    /** Writes nothing if the rate is the schedule's. */
    void save(StateWriter out) {
        if (plateau == null) {
            return;
        }
        out.writeDouble(best);
        out.writeDouble(sum);
        out.writeCount(measured);
        out.writeCount(waited);
        out.writeCount(cooling);
        out.writeCount(reductions);
        for (int i = 0; i < reductions; i++) {
            out.writeCount(reducedFrom[i]);
        }
    }

    /** @param step steps made so far */
    void load(StateReader in, long step) {
        if (plateau == null) {
            return;
        }
        best = in.readFinite("best mean loss");
        sum = in.readFinite("sum of losses since the last comparison");
        measured = in.readCount(plateau.window() - 1, "examples since the last comparison");
        waited = in.readCount(plateau.patience(), "examples without an improvement");
        cooling = in.readCount(plateau.cooldown(), "examples of the cooldown");
        reductions = (int) in.readCount(reducedFrom.length, "reductions of the rate");
        long previous = 0;
        for (int i = 0; i < reductions; i++) {
            reducedFrom[i] = in.readCount(step, "step of a reduction");
            if (reducedFrom[i] < previous) {
                throw new CorruptStateException("steps of the reductions: expected them in order, found "
                        + reducedFrom[i] + " after " + previous);
            }
            previous = reducedFrom[i];
        }
    }
}
