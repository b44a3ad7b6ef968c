package dev.millrace.core.optimizer;

import dev.millrace.core.optimizer.Optimizer.Input;

/**
 * Copies of a few rows, turned: all their weights in one array, all floats of a slot in another. An optimizer's loop over
 * arrays that are not the same is one that the compiler makes vectors of, also where each row has a single weight; over the
 * rows themselves, where weights and slots share an array and might overlap, it does not.
 *
 * <pre>
 *   in memory:  | w w | s s | t |   | w w | s s | t |         two weights a row, one slot, one number of the row
 *   here:       | w w w w |   | s s s s |   | t t |
 * </pre>
 *
 * <p>What is computed here changes nothing until it is {@link #scatter}ed: so a step that fails need not be undone.
 *
 * <p>One thread. Arrays are longer than what is in use, and valid until the next {@link #gather}.
 */
public final class RowColumns {

    /** From here on a copy of a part of a row by the JVM's own routine is faster than a loop. */
    private static final int LONG = 8;

    /**
     * Weights of a part at most, if a row has no more: 2 KiB of each column. What is copied, and the copies, are to be in the
     * nearest cache, and rows beside each other are read as one stream, which the processor fetches ahead.
     */
    private static final int PART = 512;

    private final int width;
    private final int slots;
    private final Input kind;
    /** Weights, slots, numbers of the row. */
    private final float[][] columns;

    /** Our own, or that of who gave it. */
    private float[] gradient = new float[0];

    private float[] ownGradient = gradient;
    /** Curvatures or magnitudes; empty if the optimizer takes neither. */
    private float[] beside = new float[0];

    /** Of the rows, among the offsets. */
    private int first;

    private int rows;

    /** @param width weights in a row */
    public RowColumns(Optimizer optimizer, int width) {
        this.width = width;
        this.slots = optimizer.slotsPerWeight();
        this.kind = optimizer.input();
        this.columns = new float[1 + slots + optimizer.slotsPerRow()][0];
    }

    public int rows() {
        return rows;
    }

    /** Weights in a row. */
    public int width() {
        return width;
    }

    /** Weights in all rows. */
    public int size() {
        return rows * width;
    }

    /** {@link #size} of them, row by row. */
    public float[] weights() {
        return columns[0];
    }

    /** A float for each weight. */
    public float[] slot(int slot) {
        return columns[1 + slot];
    }

    /** A float for each row. */
    public float[] rowNumber(int number) {
        return columns[1 + slots + number];
    }

    /** By each weight; only to be read, as it may be that of who gave it. */
    public float[] gradient() {
        return gradient;
    }

    /** The second derivative by each weight; only of {@link Input#CURVATURE}. */
    public float[] curvature() {
        return beside;
    }

    /** The size of each row's value; only of {@link Input#MAGNITUDE}. */
    public float[] magnitude() {
        return beside;
    }

    /**
     * Copies some rows, each of which must be another.
     *
     * @param page holds each row from its offset, weights first
     * @param offsets of the rows
     * @param from the first of them to copy
     * @param count how many
     */
    public void gather(float[] page, int[] offsets, int from, int count) {
        first = from;
        rows = count;
        if (columns[0].length < count * width) {
            reserve((int) Math.max(count, Math.min(2L * columns[0].length, Integer.MAX_VALUE) / width));
        }
        if (width == 1) {
            gatherNarrow(page, offsets);
        } else {
            gatherWide(page, offsets);
        }
    }

    /** How many rows are to be gathered at a time, so that what is computed of them stays in the cache. */
    public int partRows() {
        return Math.max(1, PART / width);
    }

    /**
     * Takes the input of the rows that were gathered.
     *
     * @param input the optimizer's {@link Optimizer#input} of all rows that have an offset, row by row; may be used here
     *     until the next call
     */
    public void take(float[] input) {
        int stride = kind.floats(width);
        if (kind == Input.GRADIENT && first == 0) {
            gradient = input;
            return;
        }
        if (ownGradient.length < columns[0].length) {
            ownGradient = new float[columns[0].length];
        }
        gradient = ownGradient;
        if (kind == Input.GRADIENT) {
            System.arraycopy(input, first * stride, gradient, 0, rows * stride);
            return;
        }
        for (int row = 0; row < rows; row++) {
            int at = (first + row) * stride;
            System.arraycopy(input, at, gradient, row * width, width);
            System.arraycopy(input, at + width, beside, row * (stride - width), stride - width);
        }
    }

    /** Writes the rows back to where they came from. */
    public void scatter(float[] page, int[] offsets) {
        if (width == 1) {
            scatterNarrow(page, offsets);
        } else {
            scatterWide(page, offsets);
        }
    }

    /** Whether all weights, slots and numbers are. */
    public boolean areFinite() {
        float zero = 0;
        for (int k = 0; k < columns.length; k++) {
            zero += zeroIfFinite(columns[k], k <= slots ? size() : rows);
        }
        return zero == 0;
    }

    /** Four sums side by side, because each addition waits for the one before. */
    private static float zeroIfFinite(float[] column, int size) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 3;
        for (; i < size; i += 4) {
            a += column[i - 3] * 0;
            b += column[i - 2] * 0;
            c += column[i - 1] * 0;
            d += column[i] * 0;
        }
        for (i -= 3; i < size; i++) {
            a += column[i] * 0;
        }
        return a + b + c + d;
    }

    private void gatherNarrow(float[] page, int[] offsets) {
        int from = first;
        int count = rows;
        float[] weights = columns[0];
        if (columns.length == 2) {
            // The most frequent case in one loop: a row's floats are in one cache line.
            float[] slot = columns[1];
            for (int i = 0; i < count; i++) {
                int offset = offsets[from + i];
                weights[i] = page[offset];
                slot[i] = page[offset + 1];
            }
            return;
        }
        for (int k = 0; k < columns.length; k++) {
            float[] column = columns[k];
            for (int i = 0; i < count; i++) {
                column[i] = page[offsets[from + i] + k];
            }
        }
    }

    private void scatterNarrow(float[] page, int[] offsets) {
        int from = first;
        int count = rows;
        float[] weights = columns[0];
        if (columns.length == 2) {
            float[] slot = columns[1];
            for (int i = 0; i < count; i++) {
                int offset = offsets[from + i];
                page[offset] = weights[i];
                page[offset + 1] = slot[i];
            }
            return;
        }
        for (int k = 0; k < columns.length; k++) {
            float[] column = columns[k];
            for (int i = 0; i < count; i++) {
                page[offsets[from + i] + k] = column[i];
            }
        }
    }

    private void gatherWide(float[] page, int[] offsets) {
        for (int row = 0; row < rows; row++) {
            int offset = offsets[first + row];
            for (int k = 0; k <= slots; k++) {
                copy(page, offset + k * width, columns[k], row * width);
            }
            for (int k = slots + 1; k < columns.length; k++) {
                columns[k][row] = page[offset + rowNumberAt(k)];
            }
        }
    }

    private void scatterWide(float[] page, int[] offsets) {
        for (int row = 0; row < rows; row++) {
            int offset = offsets[first + row];
            for (int k = 0; k <= slots; k++) {
                copy(columns[k], row * width, page, offset + k * width);
            }
            for (int k = slots + 1; k < columns.length; k++) {
                page[offset + rowNumberAt(k)] = columns[k][row];
            }
        }
    }

    /** Of a column that is not by weight, where in a row its float stands. */
    private int rowNumberAt(int column) {
        return width * (1 + slots) + column - slots - 1;
    }

    private void copy(float[] from, int fromOffset, float[] to, int toOffset) {
        if (width >= LONG) {
            System.arraycopy(from, fromOffset, to, toOffset, width);
            return;
        }
        for (int i = 0; i < width; i++) {
            to[toOffset + i] = from[fromOffset + i];
        }
    }

    private void reserve(int capacity) {
        for (int k = 0; k < columns.length; k++) {
            columns[k] = new float[k <= slots ? capacity * width : capacity];
        }
        beside = new float[kind == Input.GRADIENT ? 0 : capacity * width];
    }
}
