package dev.millrace.core.learn;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One step of an optimizer on a few rows: all of it or nothing. It is computed in copies, which are written back when all of
 * them are finite. If there are many rows and nothing but the optimizer changes them, they are computed part by part, so that
 * the copies stay in the cache, and once more to be written.
 */
final class OptimizerStep {

    /** Weights that are computed once, at most: 16 KiB of each column. */
    private static final int FEW = 4096;

    private final Optimizer optimizer;
    private final WorkingSet parameters;
    private final @Nullable CatchUp catchUp;
    private final @Nullable RowLinks links;
    private final int rowFloats;
    private final RowColumns columns;
    /** Ours, or those of the event. */
    private RowColumns updated;

    private final int width;
    /** In front, what all rows have in common; it is kept from step to step. */
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

    private final double[] commonBefore;
    /** Whether a step is the optimizer's update of each row and nothing else. */
    private final boolean isPlain;

    /** Not where several rows stand side by side: who owns them marks them once. */
    private final boolean marksRows;

    /** Whole rows, one after the other, unless it {@link #isPlain}. */
    private float[] copies = new float[0];

    private int[] copyOffsets = new int[0];
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
        this.rowFloats = rowFloats;
        this.columns = new RowColumns(optimizer, parameters.layout().width());
        this.width = parameters.layout().width();
        this.updated = columns;
        this.marksRows = rowFloats == parameters.layout().rowFloats();
        this.commonBefore = new double[optimizer.commonNumbers()];
        this.isPlain = isPlain(optimizer, catchUp, links);
    }

    /** Whether a step is the optimizer's update of each row and nothing else. */
    static boolean isPlain(Optimizer optimizer, @Nullable CatchUp catchUp, @Nullable RowLinks links) {
        return catchUp == null && links == null && optimizer.commonNumbers() == 0;
    }

    /**
     * Makes the step.
     *
     * @param input as the optimizer takes it
     * @param step number of this step, counted from 1
     * @return false if it was refused, and nothing has changed
     */
    boolean apply(StepInput input, double rate, long step) {
        if (!compute(input, rate, step)) {
            forgetCommon();
            return false;
        }
        if (!isPlain) {
            writeCopies(input);
        } else if (isSmall(input)) {
            updated.scatter(parameters.data(), input.offsets());
        } else {
            for (int from = 0; from < input.size(); from += columns.partRows()) {
                updatePart(input, from);
                columns.scatter(parameters.data(), input.offsets());
            }
        }
        if (marksRows) {
            parameters.markChanged(input.rows(), input.size());
        }
        return true;
    }

    /** Whether {@link #apply} would make the step. Changes nothing. */
    boolean isPossible(StepInput input, double rate, long step) {
        boolean possible = compute(input, rate, step);
        forgetCommon();
        return possible;
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

    /** Returns whether all that was computed is finite. */
    private boolean compute(StepInput step, double rate, long number) {
        if (isPlain) {
            optimizer.prepareStep(rate, number, coefficients);
            return computePlain(step);
        }
        copyRows(step);
        System.arraycopy(coefficients, 0, commonBefore, 0, commonBefore.length);
        if (catchUp != null) {
            catchUp(catchUp, step.size(), number);
        }
        if (commonBefore.length > 0) {
            observe(step);
        }
        if (links != null) {
            beforeUpdate(links, step.size(), rate);
        }
        optimizer.prepareStep(rate, number, coefficients);
        columns.gather(copies, copyOffsets, 0, step.size());
        columns.take(step.input());
        optimizer.update(columns, coefficients);
        columns.scatter(copies, copyOffsets);
        if (links != null) {
            afterUpdate(links, step, rate, number);
        }
        return areFinite(step.size() * rowFloats);
    }

    /** Returns whether all of the step is finite. What a small one comes to is in {@link #updated} then. */
    private boolean computePlain(StepInput step) {
        if (isSmall(step)) {
            RowColumns gathered = step.takeColumns();
            if (gathered == null) {
                columns.gather(parameters.data(), step.offsets(), 0, step.size());
            }
            updated = gathered == null ? columns : gathered;
            update(updated, step);
            return updated.areFinite();
        }
        for (int from = 0; from < step.size(); from += columns.partRows()) {
            updatePart(step, from);
            if (!columns.areFinite()) {
                return false;
            }
        }
        return true;
    }

    private boolean isSmall(StepInput step) {
        return (long) step.size() * width <= FEW;
    }

    private void updatePart(StepInput step, int from) {
        int count = Math.min(columns.partRows(), step.size() - from);
        columns.gather(parameters.data(), step.offsets(), from, count);
        update(columns, step);
    }

    private void update(RowColumns rows, StepInput step) {
        rows.take(step.input());
        optimizer.update(rows, coefficients);
    }

    private void observe(StepInput step) {
        columns.gather(copies, copyOffsets, 0, step.size());
        columns.take(step.input());
        optimizer.observe(columns, coefficients);
        columns.scatter(copies, copyOffsets);
    }

    private void catchUp(CatchUp rows, int count, long number) {
        for (int i = 0; i < count; i++) {
            rows.bring(copies, copyOffsets[i], number - 1);
            rows.setLastStep(copies, copyOffsets[i], number);
        }
    }

    private void beforeUpdate(RowLinks rowLinks, int count, double rate) {
        for (int i = 0; i < count; i++) {
            rowLinks.beforeUpdate(copies, copyOffsets[i], rate);
        }
    }

    private void afterUpdate(RowLinks rowLinks, StepInput step, double rate, long number) {
        float[] old = parameters.data();
        boundedRows = 0;
        for (int i = 0; i < step.size(); i++) {
            if (rowLinks.afterUpdate(copies, copyOffsets[i], old, step.offsets()[i], rate, number)) {
                boundedRows++;
            }
        }
    }

    private void copyRows(StepInput step) {
        int count = step.size();
        if (copyOffsets.length < count) {
            int capacity = (int) Math.max(count, Math.min(2L * copyOffsets.length, Integer.MAX_VALUE / rowFloats));
            copies = new float[capacity * rowFloats];
            copyOffsets = new int[capacity];
            Arrays.setAll(copyOffsets, i -> i * rowFloats);
        }
        if (step.caughtUp() != null) {
            System.arraycopy(step.caughtUp(), 0, copies, 0, count * rowFloats);
            return;
        }
        float[] data = parameters.data();
        int[] offsets = step.offsets();
        // A loop, because most rows are of a few floats: too short for System.arraycopy.
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < rowFloats; j++) {
                copies[i * rowFloats + j] = data[offsets[i] + j];
            }
        }
    }

    private void writeCopies(StepInput step) {
        float[] data = parameters.data();
        int[] offsets = step.offsets();
        for (int i = 0; i < step.size(); i++) {
            for (int j = 0; j < rowFloats; j++) {
                data[offsets[i] + j] = copies[i * rowFloats + j];
            }
        }
    }

    private void forgetCommon() {
        System.arraycopy(commonBefore, 0, coefficients, 0, commonBefore.length);
    }

    private boolean areFinite(int floats) {
        float zero = 0;
        for (int i = 0; i < floats; i++) {
            zero += copies[i] * 0f;
        }
        for (int i = 0; i < commonBefore.length; i++) {
            zero += (float) (coefficients[i] * 0);
        }
        return zero == 0;
    }
}
