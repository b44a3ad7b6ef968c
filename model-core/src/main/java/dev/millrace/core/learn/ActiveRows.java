package dev.millrace.core.learn;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.parameter.WorkingSet;

/** The rows that one event touches, standardised and located in memory, and the linear scores that they add up to. */
final class ActiveRows {

    private final WorkingSet parameters;
    private final OnlineScaler scaler;
    private final int width;
    private int[] rows = new int[0];
    private float[] values = new float[0];
    private int[] offsets = new int[0];
    private int size;

    ActiveRows(WorkingSet parameters, OnlineScaler scaler) {
        this.parameters = parameters;
        this.scaler = scaler;
        this.width = parameters.layout().width();
    }

    int size() {
        return size;
    }

    int row(int i) {
        return rows[i];
    }

    float value(int i) {
        return values[i];
    }

    /** Of the rows in the working set, as long as nothing else is located there. */
    int[] offsets() {
        return offsets;
    }

    void activate(FeatureVector event) {
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
        for (int i = 0; i < size; i++) {
            offsets[i] = parameters.locate(rows[i]);
        }
    }

    /** Sums in double precision, in the order of the features. */
    void score(double[] scores) {
        float[] data = parameters.data();
        if (width == 1) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += (double) data[offsets[i]] * values[i];
            }
            scores[0] = sum;
            return;
        }
        for (int k = 0; k < width; k++) {
            scores[k] = 0;
        }
        for (int i = 0; i < size; i++) {
            double value = values[i];
            int offset = offsets[i];
            for (int k = 0; k < width; k++) {
                scores[k] += data[offset + k] * value;
            }
        }
    }

    private void reserve(int count) {
        if (rows.length < count) {
            int capacity = Math.max(count, 2 * rows.length);
            rows = new int[capacity];
            values = new float[capacity];
            offsets = new int[capacity];
        }
    }
}
