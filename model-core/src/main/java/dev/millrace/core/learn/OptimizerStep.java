package dev.millrace.core.learn;

import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.WorkingSet;

/**
 * One step of an optimizer on a few rows: all of it or nothing. If any weight or slot would not be finite, every row is
 * put back as it was.
 */
final class OptimizerStep {

    private final Optimizer optimizer;
    private final WorkingSet parameters;
    private final int width;
    private final int rowFloats;
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];
    private float[] before = new float[0];

    OptimizerStep(Optimizer optimizer, WorkingSet parameters) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        this.width = parameters.layout().width();
        this.rowFloats = parameters.layout().rowFloats();
    }

    /**
     * Makes the step.
     *
     * @param offsets of the rows in the working set
     * @param step number of this step, counted from 1
     * @return false if it was refused, and nothing has changed
     */
    boolean apply(int[] rows, int[] offsets, int count, float[] gradient, double rate, long step) {
        if (!update(offsets, count, gradient, rate, step)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            parameters.markChanged(rows[i]);
        }
        return true;
    }

    /** Whether {@link #apply} would make the step. Changes nothing. */
    boolean isPossible(int[] offsets, int count, float[] gradient, double rate, long step) {
        if (!update(offsets, count, gradient, rate, step)) {
            return false;
        }
        undo(parameters.data(), offsets, count);
        return true;
    }

    private boolean update(int[] offsets, int count, float[] gradient, double rate, long step) {
        float[] data = parameters.data();
        copyRows(data, offsets, count);
        optimizer.prepareStep(rate, step, coefficients);
        for (int i = 0; i < count; i++) {
            optimizer.updateRow(data, offsets[i], gradient, i * width, width, coefficients);
        }
        if (!areFinite(data, offsets, count)) {
            undo(data, offsets, count);
            return false;
        }
        return true;
    }

    /** A loop, because most rows are of one to three floats: too short for System.arraycopy. */
    private void copyRows(float[] data, int[] offsets, int count) {
        if (before.length < count * rowFloats) {
            before = new float[Math.max(count * rowFloats, 2 * before.length)];
        }
        int to = 0;
        for (int i = 0; i < count; i++) {
            for (int j = offsets[i]; j < offsets[i] + rowFloats; j++) {
                before[to++] = data[j];
            }
        }
    }

    private void undo(float[] data, int[] offsets, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(before, i * rowFloats, data, offsets[i], rowFloats);
        }
    }

    private boolean areFinite(float[] data, int[] offsets, int count) {
        float zero = 0;
        for (int i = 0; i < count; i++) {
            for (int j = offsets[i]; j < offsets[i] + rowFloats; j++) {
                zero += data[j] * 0f;
            }
        }
        return zero == 0;
    }

    /** NaN and infinities, and only they, give NaN when multiplied by 0. */
    static boolean isFinite(float[] values, int offset, int length) {
        float zero = 0;
        for (int i = offset; i < offset + length; i++) {
            zero += values[i] * 0f;
        }
        return zero == 0;
    }
}
