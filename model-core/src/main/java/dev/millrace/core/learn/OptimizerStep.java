package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.parameter.WorkingSet;
import org.jspecify.annotations.Nullable;

/**
 * One step of an optimizer on a few rows: all of it or nothing. If any weight or slot would not be finite, every row is
 * put back as it was.
 */
final class OptimizerStep {

    private final Optimizer optimizer;
    private final WorkingSet parameters;
    private final @Nullable CatchUp catchUp;
    private final @Nullable RowLinks links;
    private final int width;
    private final int rowFloats;
    private final int inputFloats;
    /** In front, what all rows have in common; it is kept from step to step. */
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

    private final double[] commonBefore;
    private int[] offsets = new int[0];
    private float[] before = new float[0];
    private int boundedRows;

    /**
     * @param catchUp null if a row that is not touched stays as it is
     * @param links null if nothing but the optimizer changes a row
     */
    OptimizerStep(Optimizer optimizer, WorkingSet parameters, @Nullable CatchUp catchUp, @Nullable RowLinks links) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        this.catchUp = catchUp;
        this.links = links;
        this.width = parameters.layout().width();
        this.rowFloats = parameters.layout().rowFloats();
        this.inputFloats = optimizer.input().floats(width);
        this.commonBefore = new double[optimizer.commonNumbers()];
    }

    /**
     * Makes the step.
     *
     * @param input of row after row, as the optimizer takes it
     * @param step number of this step, counted from 1
     * @return false if it was refused, and nothing has changed
     */
    boolean apply(int[] rows, int count, float[] input, double rate, long step) {
        if (!update(rows, count, input, rate, step)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            parameters.markChanged(rows[i]);
        }
        return true;
    }

    /** Whether {@link #apply} would make the step. Changes nothing. */
    boolean isPossible(int[] rows, int count, float[] input, double rate, long step) {
        if (!update(rows, count, input, rate, step)) {
            return false;
        }
        undo(parameters.data(), count);
        return true;
    }

    /** Rows of the last step whose weights were brought back to a bound. */
    int boundedRows() {
        return boundedRows;
    }

    /** Writes what is neither in the rows nor a hyperparameter. */
    void save(StateWriter out) {
        for (int i = 0; i < commonBefore.length; i++) {
            out.writeDouble(coefficients[i]);
        }
    }

    void load(StateReader in) {
        for (int i = 0; i < commonBefore.length; i++) {
            coefficients[i] = in.readFinite("optimizer state");
        }
    }

    private boolean update(int[] rows, int count, float[] input, double rate, long step) {
        locate(rows, count);
        float[] data = parameters.data();
        copyRows(data, count);
        System.arraycopy(coefficients, 0, commonBefore, 0, commonBefore.length);
        if (catchUp != null) {
            catchUp(catchUp, data, count, step);
        }
        if (commonBefore.length > 0) {
            for (int i = 0; i < count; i++) {
                optimizer.observeRow(data, offsets[i], input, i * inputFloats, width, coefficients);
            }
        }
        if (links != null) {
            beforeUpdate(links, data, count, rate);
        }
        optimizer.prepareStep(rate, step, coefficients);
        for (int i = 0; i < count; i++) {
            optimizer.updateRow(data, offsets[i], input, i * inputFloats, width, coefficients);
        }
        if (links != null) {
            afterUpdate(links, data, count, rate, step);
        }
        if (!areFinite(data, count)) {
            undo(data, count);
            return false;
        }
        return true;
    }

    private void catchUp(CatchUp rows, float[] data, int count, long step) {
        for (int i = 0; i < count; i++) {
            rows.bring(data, offsets[i], step - 1);
            rows.setLastStep(data, offsets[i], step);
        }
    }

    private void beforeUpdate(RowLinks rowLinks, float[] data, int count, double rate) {
        for (int i = 0; i < count; i++) {
            rowLinks.beforeUpdate(data, offsets[i], rate);
        }
    }

    private void afterUpdate(RowLinks rowLinks, float[] data, int count, double rate, long step) {
        boundedRows = 0;
        for (int i = 0; i < count; i++) {
            if (rowLinks.afterUpdate(data, offsets[i], before, i * rowFloats, rate, step)) {
                boundedRows++;
            }
        }
    }

    private void locate(int[] rows, int count) {
        if (offsets.length < count) {
            offsets = new int[Math.max(count, 2 * offsets.length)];
            before = new float[offsets.length * rowFloats];
        }
        for (int i = 0; i < count; i++) {
            offsets[i] = parameters.locate(rows[i]);
        }
    }

    /** A loop, because most rows are of one to three floats: too short for System.arraycopy. */
    private void copyRows(float[] data, int count) {
        int to = 0;
        for (int i = 0; i < count; i++) {
            for (int j = offsets[i]; j < offsets[i] + rowFloats; j++) {
                before[to++] = data[j];
            }
        }
    }

    private void undo(float[] data, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(before, i * rowFloats, data, offsets[i], rowFloats);
        }
        System.arraycopy(commonBefore, 0, coefficients, 0, commonBefore.length);
    }

    private boolean areFinite(float[] data, int count) {
        float zero = 0;
        for (int i = 0; i < count; i++) {
            for (int j = offsets[i]; j < offsets[i] + rowFloats; j++) {
                zero += data[j] * 0f;
            }
        }
        for (int i = 0; i < commonBefore.length; i++) {
            zero += (float) (coefficients[i] * 0);
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
