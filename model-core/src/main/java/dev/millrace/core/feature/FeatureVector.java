package dev.millrace.core.feature;

import java.util.Arrays;

/**
 * The features of one event as pairs of row and value, every row at most once. Reused from event to event.
 *
 * <p>The first {@link #scaled} entries stand for the standardised features of the recipe, raw and in the recipe's order;
 * NaN where the event lacks one. All other values are finite and ready to use.
 */
public final class FeatureVector {

    private int[] rows = new int[32];
    private float[] values = new float[32];
    private int size;
    private int scaled;

    /** Where the rows stand that are not scaled. */
    private final RowIndex index = new RowIndex();

    public int size() {
        return size;
    }

    public int scaled() {
        return scaled;
    }

    public int row(int i) {
        return rows[i];
    }

    public float value(int i) {
        return values[i];
    }

    /** Copies the entries from {@code first} on. */
    public void copyTo(int first, int[] toRows, float[] toValues, int offset) {
        System.arraycopy(rows, first, toRows, offset, size - first);
        System.arraycopy(values, first, toValues, offset, size - first);
    }

    /** Takes over the features of another vector, to keep them while the other is used again. */
    public void copyFrom(FeatureVector other) {
        if (rows.length < other.size) {
            rows = new int[other.rows.length];
            values = new float[other.rows.length];
        }
        System.arraycopy(other.rows, 0, rows, 0, other.size);
        System.arraycopy(other.values, 0, values, 0, other.size);
        size = other.size;
        scaled = other.scaled;
        index.clear();
    }

    void clear() {
        size = 0;
        scaled = 0;
        index.clear();
    }

    void addScaled(int row, float value) {
        append(row, value);
        scaled = size;
    }

    /** Adds an entry, or to the value of the row if it is there already: two features may hash to one row. */
    void add(int row, float value) {
        int at = index.findOrPut(row, rows, size);
        if (at == size) {
            append(row, value);
        } else {
            values[at] += value;
        }
    }

    private void append(int row, float value) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        rows[size] = row;
        values[size++] = value;
    }
}
