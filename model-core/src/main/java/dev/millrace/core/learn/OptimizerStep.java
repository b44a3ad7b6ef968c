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

    /** The bits of infinity; those of NaN, without the sign, are above, all others below. */
    private static final int INFINITE = 0x7f800000;

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
    private float[] before = new float[0];
    /** Whether a step is the optimizer's update of each row and nothing else. */
    private final boolean isPlain;

    /** Not where several rows stand side by side: who owns them marks them once. */
    private final boolean marksRows;

    private int boundedRows;

    /**
     * @param rowFloats of a row; those in memory may be longer, where several stand side by side
     * @param catchUp null if a row that is not touched stays as it is
     * @param links null if nothing but the optimizer changes a row
     */
    OptimizerStep(
            Optimizer optimizer,
            WorkingSet parameters,
            int rowFloats,
            @Nullable CatchUp catchUp,
            @Nullable RowLinks links) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        this.catchUp = catchUp;
        this.links = links;
        this.width = parameters.layout().width();
        this.rowFloats = rowFloats;
        this.marksRows = rowFloats == parameters.layout().rowFloats();
        this.inputFloats = optimizer.input().floats(width);
        this.commonBefore = new double[optimizer.commonNumbers()];
        this.isPlain = catchUp == null && links == null && commonBefore.length == 0;
    }

    /**
     * Makes the step.
     *
     * @param input as the optimizer takes it
     * @param step number of this step, counted from 1
     * @return false if it was refused, and nothing has changed
     */
    boolean apply(StepInput input, double rate, long step) {
        if (!update(input, rate, step)) {
            return false;
        }
        for (int i = 0; i < input.size() && marksRows; i++) {
            parameters.markChanged(input.rows()[i]);
        }
        return true;
    }

    /** Whether {@link #apply} would make the step. Changes nothing. */
    boolean isPossible(StepInput input, double rate, long step) {
        if (!update(input, rate, step)) {
            return false;
        }
        undo(parameters.data(), input);
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

    private boolean update(StepInput step, double rate, long number) {
        float[] data = parameters.data();
        reserve(step.size());
        if (isPlain) {
            optimizer.prepareStep(rate, number, coefficients);
            return updatePlain(data, step);
        }
        copyRows(data, step);
        System.arraycopy(coefficients, 0, commonBefore, 0, commonBefore.length);
        if (catchUp != null) {
            catchUp(catchUp, data, step, number);
        }
        if (commonBefore.length > 0) {
            observeRows(data, step);
        }
        if (links != null) {
            beforeUpdate(links, data, step, rate);
        }
        optimizer.prepareStep(rate, number, coefficients);
        for (int i = 0; i < step.size(); i++) {
            optimizer.updateRow(data, step.offsets()[i], step.input(), i * inputFloats, width, coefficients);
        }
        if (links != null) {
            afterUpdate(links, data, step, rate, number);
        }
        if (!areFinite(data, step)) {
            undo(data, step);
            return false;
        }
        return true;
    }

    private void observeRows(float[] data, StepInput step) {
        for (int i = 0; i < step.size(); i++) {
            optimizer.observeRow(data, step.offsets()[i], step.input(), i * inputFloats, width, coefficients);
        }
    }

    /**
     * The rows of most models are of one weight with few slots: with these numbers written out, the compiler leaves out the
     * loops over a row, which would cost more than what they do.
     */
    private boolean updatePlain(float[] data, StepInput step) {
        if (width == 1 && inputFloats == 1) {
            switch (rowFloats) {
                case 1:
                    return updatePlain(data, step, 1, 1, 1);
                case 2:
                    return updatePlain(data, step, 1, 2, 1);
                case 3:
                    return updatePlain(data, step, 1, 3, 1);
                default:
                    break;
            }
        }
        return updatePlain(data, step, width, rowFloats, inputFloats);
    }

    /** Keeps, updates and checks each row while it is at hand. The rows of a step are distinct. */
    private boolean updatePlain(float[] data, StepInput step, int width, int rowFloats, int inputFloats) {
        int[] offsets = step.offsets();
        float[] input = step.input();
        float[] kept = before;
        int count = step.size();
        int largest = 0;
        for (int i = 0; i < count; i++) {
            int offset = offsets[i];
            for (int j = 0; j < rowFloats; j++) {
                kept[i * rowFloats + j] = data[offset + j];
            }
            optimizer.updateRow(data, offset, input, i * inputFloats, width, coefficients);
            for (int j = offset; j < offset + rowFloats; j++) {
                largest = Math.max(largest, Float.floatToRawIntBits(data[j]) & Integer.MAX_VALUE);
            }
        }
        if (largest >= INFINITE) {
            undo(data, step);
            return false;
        }
        return true;
    }

    private void reserve(int count) {
        if (before.length < count * rowFloats) {
            before = new float[Math.max(count * rowFloats, 2 * before.length)];
        }
    }

    private static void catchUp(CatchUp rows, float[] data, StepInput step, long number) {
        for (int i = 0; i < step.size(); i++) {
            rows.bring(data, step.offsets()[i], number - 1);
            rows.setLastStep(data, step.offsets()[i], number);
        }
    }

    private static void beforeUpdate(RowLinks rowLinks, float[] data, StepInput step, double rate) {
        for (int i = 0; i < step.size(); i++) {
            rowLinks.beforeUpdate(data, step.offsets()[i], rate);
        }
    }

    private void afterUpdate(RowLinks rowLinks, float[] data, StepInput step, double rate, long number) {
        boundedRows = 0;
        for (int i = 0; i < step.size(); i++) {
            if (rowLinks.afterUpdate(data, step.offsets()[i], before, i * rowFloats, rate, number)) {
                boundedRows++;
            }
        }
    }

    /** A loop, because most rows are of one to three floats: too short for System.arraycopy. */
    private void copyRows(float[] data, StepInput step) {
        int count = step.size();
        int[] offsets = step.offsets();
        int to = 0;
        for (int i = 0; i < count; i++) {
            for (int j = offsets[i]; j < offsets[i] + rowFloats; j++) {
                before[to++] = data[j];
            }
        }
    }

    private void undo(float[] data, StepInput step) {
        for (int i = 0; i < step.size(); i++) {
            System.arraycopy(before, i * rowFloats, data, step.offsets()[i], rowFloats);
        }
        System.arraycopy(commonBefore, 0, coefficients, 0, commonBefore.length);
    }

    private boolean areFinite(float[] data, StepInput step) {
        int[] offsets = step.offsets();
        int count = step.size();
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
}
