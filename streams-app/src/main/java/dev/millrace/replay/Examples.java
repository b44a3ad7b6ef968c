package dev.millrace.replay;

import dev.millrace.core.feature.FeatureVector;

/** Some examples, in the order of the stream; used again for the next ones. Written by one thread, then read by several. */
final class Examples {

    private final FeatureVector[] features;
    private final double[] labels;
    private final double[] weights;
    private final double[] baselines;
    private final long[] times;
    private final boolean[] held;
    private int size;

    Examples(int capacity) {
        features = new FeatureVector[capacity];
        for (int i = 0; i < capacity; i++) {
            features[i] = new FeatureVector();
        }
        labels = new double[capacity];
        weights = new double[capacity];
        baselines = new double[capacity];
        times = new long[capacity];
        held = new boolean[capacity];
    }

    /**
     * Adds one.
     *
     * @param label NaN if there is none
     * @param baseline what the running mean's prediction costs; NaN if there is no label
     * @param isHeld whether it is not to be learned from
     */
    void add(FeatureVector vector, double label, double weight, long timeMillis, double baseline, boolean isHeld) {
        features[size].copyFrom(vector);
        labels[size] = label;
        weights[size] = weight;
        times[size] = timeMillis;
        baselines[size] = baseline;
        held[size] = isHeld;
        size++;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    FeatureVector features(int i) {
        return features[i];
    }

    double label(int i) {
        return labels[i];
    }

    double weight(int i) {
        return weights[i];
    }

    long timeMillis(int i) {
        return times[i];
    }

    double baseline(int i) {
        return baselines[i];
    }

    boolean isHeld(int i) {
        return held[i];
    }
}
