package dev.millrace.core.feature;

/** Makes feature vectors by hand. */
public final class Vectors {

    private Vectors() {}

    /**
     * A vector.
     *
     * @param scaled values of the standardised features, which have rows 1, 2, ...
     * @param rows of the other features, all different
     * @param values of the other features
     */
    public static FeatureVector of(float[] scaled, int[] rows, float[] values) {
        FeatureVector vector = new FeatureVector();
        for (int i = 0; i < scaled.length; i++) {
            vector.addScaled(1 + i, scaled[i]);
        }
        for (int i = 0; i < rows.length; i++) {
            vector.add(rows[i], values[i]);
        }
        return vector;
    }
}
