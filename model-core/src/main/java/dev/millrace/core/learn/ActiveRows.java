package dev.millrace.core.learn;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.link.Averaging;
import dev.millrace.core.optimizer.RowColumns;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one event touches, standardised and located in memory, and the linear scores that they add up to. Rows
 * that fade while they are not touched are caught up in a copy: to read changes nothing.
 */
final class ActiveRows {

    private final WorkingSet parameters;
    private final OnlineScaler scaler;
    private final @Nullable CatchUp catchUp;
    /** Null if rows are read where they are. */
    private final @Nullable RowColumns narrow;

    private final int width;
    private final int rowFloats;
    private int[] rows = new int[0];
    private float[] values = new float[0];
    /** Of the rows in the working set. */
    private int[] offsets = new int[0];
    /** Of the rows in what is scored: the working set, or the copies. */
    private int[] scoredOffsets = offsets;

    private float[] copies = new float[0];
    private int size;
    /** Floats that the rows were moved by. */
    private int moved;

    /**
     * @param catchUp null if a row that is not touched stays as it is
     * @param narrow where to gather rows at once, so that the step finds them there: what is scored of a row of one weight is
     *     beside its slots; null if they are wide, or stand beside those of others
     */
    ActiveRows(WorkingSet parameters, OnlineScaler scaler, @Nullable CatchUp catchUp, @Nullable RowColumns narrow) {
        this.narrow = narrow;
        this.parameters = parameters;
        this.scaler = scaler;
        this.catchUp = catchUp;
        this.width = parameters.layout().width();
        this.rowFloats = parameters.layout().rowFloats();
    }

    int size() {
        return size;
    }

    int[] rows() {
        return rows;
    }

    float[] values() {
        return values;
    }

    /** Where the rows begin in the working set, as long as nothing else is located there. */
    int[] offsets() {
        return offsets;
    }

    /** @param step the steps made so far */
    void activate(FeatureVector event, long step) {
        reserve(event.size());
        int n = 0;
        for (int i = 0; i < event.scaled(); i++) {
            float value = event.value(i);
            if (!Float.isNaN(value)) {
                rows[n] = event.row(i);
                values[n++] = scaler.standardize(i, value);
            }
        }
        event.copyTo(event.scaled(), rows, values, n);
        size = n + event.size() - event.scaled();
        moved = 0;
        parameters.locate(rows, size, offsets);
        if (catchUp != null) {
            copyCaughtUp(catchUp, step);
        }
        if (narrow != null) {
            narrow.gather(parameters.data(), offsets, 0, size);
        }
    }

    /** Copies of the whole rows, one after the other and caught up; null if they need not be. */
    float @Nullable [] caughtUp() {
        return catchUp == null ? null : copies;
    }

    /** The rows as they were activated, for the step to update; null if they have not been gathered. */
    @Nullable
    RowColumns columns() {
        return narrow;
    }

    /**
     * Has the rows begin later, where rows of several learners stand side by side. Not for rows that are caught up.
     *
     * @param floats behind where they were located
     */
    void moveTo(int floats) {
        int by = floats - moved;
        for (int i = 0; i < size; i++) {
            offsets[i] += by;
        }
        moved = floats;
    }

    /** Sums in double precision, in the order of the features. */
    void score(double[] scores) {
        if (narrow != null) {
            scores[0] = score(narrow.weights());
            return;
        }
        float[] data = catchUp == null ? parameters.data() : copies;
        if (width == 1) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += (double) data[scoredOffsets[i]] * values[i];
            }
            scores[0] = sum;
            return;
        }
        for (int k = 0; k < width; k++) {
            scores[k] = 0;
        }
        for (int i = 0; i < size; i++) {
            double value = values[i];
            int offset = scoredOffsets[i];
            for (int k = 0; k < width; k++) {
                scores[k] += data[offset + k] * value;
            }
        }
    }

    private double score(float[] weights) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (double) weights[i] * values[i];
        }
        return sum;
    }

    /**
     * The scores that the averages of the weights add up to.
     *
     * @param averageState where in a row the averages' state begins
     * @param step the steps made so far
     */
    void scoreAverage(double[] scores, Averaging averaging, int averageState, long step) {
        float[] data = catchUp == null ? parameters.data() : copies;
        Arrays.fill(scores, 0);
        for (int i = 0; i < size; i++) {
            int offset = scoredOffsets[i];
            int state = offset + averageState;
            double factor = averaging.factor(data, state, width, step);
            for (int k = 0; k < width; k++) {
                scores[k] += (data[offset + k] + factor * data[state + k]) * values[i];
            }
        }
    }

    private void copyCaughtUp(CatchUp rowsToNow, long step) {
        float[] data = parameters.data();
        for (int i = 0; i < size; i++) {
            int to = i * rowFloats;
            for (int j = 0; j < rowFloats; j++) {
                copies[to + j] = data[offsets[i] + j];
            }
            rowsToNow.bring(copies, to, step);
            scoredOffsets[i] = to;
        }
    }

    private void reserve(int count) {
        if (rows.length < count) {
            int capacity = Math.max(count, 2 * rows.length);
            rows = new int[capacity];
            values = new float[capacity];
            offsets = new int[capacity];
            scoredOffsets = catchUp == null ? offsets : new int[capacity];
            copies = new float[catchUp == null ? 0 : capacity * rowFloats];
        }
    }
}
