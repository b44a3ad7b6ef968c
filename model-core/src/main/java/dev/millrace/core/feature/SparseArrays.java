package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.Sparse;

/** Reads the two arrays of a sparse feature. What is wrong with either is refused in the feature's name. Reused; one thread. */
final class SparseArrays {

    private final Sparse feature;
    private final int indexField;
    private final int valueField;
    private long[] indices = new long[0];
    private double[] values = new double[0];

    /**
     * @param indexField number of the field with the indices
     * @param valueField number of the field with the values
     */
    SparseArrays(Sparse feature, int indexField, int valueField) {
        this.feature = feature;
        this.indexField = indexField;
        this.valueField = valueField;
    }

    /** Length of both in an event; 0 if one is null. */
    int length(EventFields event) throws InvalidEventException {
        if (event.isNull(indexField) || event.isNull(valueField)) {
            return 0;
        }
        int length = length(event, indexField);
        int valueCount = length(event, valueField);
        if (length != valueCount) {
            throw refusal("expected as many values as indices, got " + valueCount + " and " + length);
        }
        return length;
    }

    /** Copies both, of which the length is known, out of an event. */
    void read(EventFields event, int length) throws InvalidEventException {
        if (indices.length < length) {
            indices = new long[Math.max(length, 2 * indices.length)];
            values = new double[indices.length];
        }
        try {
            event.integers(indexField, indices);
            event.numbers(valueField, values);
        } catch (InvalidEventException e) {
            throw refusal(e.reason());
        }
    }

    /** The index at a position; from 0 to below the feature's dimension, if it has one. */
    long index(int position) throws InvalidEventException {
        long index = indices[position];
        int dimension = feature.dimension();
        if (index < 0 || (dimension > 0 && index >= dimension)) {
            String range = dimension > 0 ? "from 0 to " + (dimension - 1) : "of 0 or more";
            throw refusal("expected an index " + range + ", got " + index);
        }
        return index;
    }

    /** The value at a position; may be NaN or infinite. */
    double value(int position) {
        return values[position];
    }

    private int length(EventFields event, int field) throws InvalidEventException {
        try {
            return event.length(field);
        } catch (InvalidEventException e) {
            throw refusal(e.reason());
        }
    }

    private InvalidEventException refusal(String problem) {
        return InvalidEventException.feature(feature.name(), problem);
    }
}
