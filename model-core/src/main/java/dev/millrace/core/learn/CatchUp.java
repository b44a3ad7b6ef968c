package dev.millrace.core.learn;

import dev.millrace.core.math.Exact;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;

/**
 * Makes up for the steps that a row did not take part in, as if each had given it a gradient of 0. So training on sparse
 * events equals training on dense ones, though only the rows of an event are ever touched.
 *
 * <p>The number of the last step stands at the end of the row, in two floats of 24 bits each, which is exact for 2^48 steps.
 * Skipped steps are replayed one by one, until what the optimizer's momentum still moves has fallen by 2^-30, or
 * {@link #MAX_REPLAY} steps were made; what is left to fade then fades at once, by powers. A row that was skipped long ago
 * so costs as much as a few hundred updates (198 with a momentum of 0.9, 2070 with 0.99), and one that is in every event
 * costs nothing. The weight decay of the steps that are not replayed is
 * summed up from their rates; of a gap longer than {@link #SAMPLES}, from that of so many steps at equal distances.
 *
 * <p>One thread.
 */
final class CatchUp {

    /** Most steps that are replayed for a row. */
    static final int MAX_REPLAY = 1 << 15;

    /** Steps at whose rates the weight decay of a long gap is taken. */
    private static final int SAMPLES = 1 << 15;

    private static final int FLOATS = 2;
    private static final int LOW_BITS = 24;
    private static final double NEGLIGIBLE = 0x1p-30;

    private final Optimizer optimizer;
    private final LearningRate rate;
    private final int width;
    private final int lastStep;
    private final int replay;
    private final float[] noInput;
    private final RowColumns row;
    private final int[] rowOffset = new int[1];
    /** The coefficients of the latest steps, that of step n at n modulo the length; made when first needed. */
    private final double[][] coefficients;

    private final long[] prepared;
    private final double[] sample = new double[Optimizer.MAX_COEFFICIENTS];

    CatchUp(Optimizer optimizer, LearningRate rate, int width) {
        this.optimizer = optimizer;
        this.rate = rate;
        this.width = width;
        this.lastStep = width * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow();
        this.replay = replay(optimizer.momentum());
        this.noInput = new float[optimizer.input().floats(width)];
        this.row = new RowColumns(optimizer, width);
        this.coefficients = new double[replay + 1][Optimizer.MAX_COEFFICIENTS];
        this.prepared = new long[replay + 1];
    }

    /** Floats of a row that are not per weight: the optimizer's, and the last step if it must be known. */
    static int rowSlots(Optimizer optimizer) {
        return optimizer.slotsPerRow() + (isNeeded(optimizer) ? FLOATS : 0);
    }

    /** Whether anything changes in a row that is not touched. */
    static boolean isNeeded(Optimizer optimizer) {
        boolean fades = optimizer.momentum() > 0;
        for (int slot = 0; slot < optimizer.slotsPerWeight(); slot++) {
            fades |= optimizer.slotDecay(slot) < 1;
        }
        return fades;
    }

    /** Brings the row at the offset to where it is after a step; a row that was never touched stays as it is. */
    void bring(float[] page, int offset, long toStep) {
        long last = lastStep(page, offset);
        if (last == 0 || last >= toStep) {
            return;
        }
        long replayed = Math.min(toStep - last, replay);
        if (replayed > 0) {
            replay(page, offset, last + 1, last + replayed);
        }
        if (last + replayed < toStep) {
            fade(page, offset, last + replayed, toStep);
        }
        setLastStep(page, offset, toStep);
    }

    void setLastStep(float[] page, int offset, long step) {
        page[offset + lastStep] = (float) (step >>> LOW_BITS);
        page[offset + lastStep + 1] = (float) (step & (1 << LOW_BITS) - 1);
    }

    private long lastStep(float[] page, int offset) {
        return ((long) page[offset + lastStep] << LOW_BITS) + (long) page[offset + lastStep + 1];
    }

    private void replay(float[] page, int offset, long first, long lastReplayed) {
        rowOffset[0] = offset;
        row.gather(page, rowOffset, 0, 1);
        row.take(noInput);
        for (long step = first; step <= lastReplayed; step++) {
            optimizer.update(row, coefficients(step));
        }
        row.scatter(page, rowOffset);
    }

    private void fade(float[] page, int offset, long fromStep, long toStep) {
        multiply(page, offset, weightFactor(fromStep, toStep));
        for (int slot = 0; slot < optimizer.slotsPerWeight(); slot++) {
            double decay = optimizer.slotDecay(slot);
            double product = decay == 1 ? 1 : Exact.power(decay, (double) (toStep - fromStep));
            multiply(page, offset + width * (1 + slot), product);
        }
    }

    private void multiply(float[] page, int from, double factor) {
        for (int i = from; i < from + width && factor != 1; i++) {
            page[i] = (float) (page[i] * factor);
        }
    }

    /** What weight decay leaves of a weight, by the rates in the middle of equal parts of the gap. */
    private double weightFactor(long fromStep, long toStep) {
        if (idleWeightFactor(fromStep + 1) == 1 && idleWeightFactor(toStep) == 1) {
            return 1;
        }
        long gap = toStep - fromStep;
        if (rate.isConstant()) {
            return Exact.power(idleWeightFactor(toStep), (double) gap);
        }
        int parts = (int) Math.min(SAMPLES, gap);
        double log = 0;
        long begin = fromStep;
        for (int part = 1; part <= parts; part++) {
            long end = fromStep + gap / parts * part + gap % parts * part / parts;
            log += (end - begin) * StrictMath.log(idleWeightFactor((begin + 1 + end) / 2));
            begin = end;
        }
        return StrictMath.exp(log);
    }

    private double idleWeightFactor(long step) {
        optimizer.prepareStep(rate.at(step - 1), step, sample);
        return optimizer.idleWeightFactor(sample);
    }

    private double[] coefficients(long step) {
        int at = (int) (step % prepared.length);
        if (prepared[at] != step) {
            optimizer.prepareStep(rate.at(step - 1), step, coefficients[at]);
            prepared[at] = step;
        }
        return coefficients[at];
    }

    private static int replay(double momentum) {
        if (momentum == 0) {
            return 0;
        }
        double steps = Math.ceil(StrictMath.log(NEGLIGIBLE) / StrictMath.log(momentum));
        return momentum < 1 ? (int) Math.min(steps, MAX_REPLAY) : MAX_REPLAY;
    }
}
