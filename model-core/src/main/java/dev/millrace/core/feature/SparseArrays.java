package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.Sparse;

/** Reads the two arrays of a sparse feature. What is wrong with either is refused in the feature's name. */
final class SparseArrays {

    private final Sparse feature;
    private final int indices;
    private final int values;

    /**
     * @param indices number of the field with the indices
     * @param values number of the field with the values
     */
    SparseArrays(Sparse feature, int indices, int values) {
        this.feature = feature;
        this.indices = indices;
        this.values = values;
    }

    /** Length of both; 0 if one is null. */
    int length(EventFields event) throws InvalidEventException {
        if (event.isNull(indices) || event.isNull(values)) {
            return 0;
        }
        int length = length(event, indices);
        int valueCount = length(event, values);
        if (length != valueCount) {
            throw refusal("expected as many values as indices, got " + valueCount + " and " + length);
        }
        return length;
    }

    /** The index at a position; from 0 to below the feature's dimension, if it has one. */
    long index(EventFields event, int position) throws InvalidEventException {
        long index;
        try {
            index = event.integerAt(indices, position);
        } catch (InvalidEventException e) {
            throw refusal(e.reason());
        }
        int dimension = feature.dimension();
        if (index < 0 || (dimension > 0 && index >= dimension)) {
            String range = dimension > 0 ? "from 0 to " + (dimension - 1) : "of 0 or more";
            throw refusal("expected an index " + range + ", got " + index);
        }
        return index;
    }

    /** The value at a position; may be NaN or infinite. */
    double value(EventFields event, int position) throws InvalidEventException {
        try {
            return event.numberAt(values, position);
        } catch (InvalidEventException e) {
            throw refusal(e.reason());
        }
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
