package dev.millrace.core.optimizer;

/**
 * Arithmetic in single precision, rounded after each operation, in the order in which PyTorch does it: that is why both
 * end at the same figures.
 */
final class Single {

    private Single() {}

    /** {@code from} moved towards {@code to} by a weight from 0 to 1, computed from the nearer end. */
    static float lerp(float from, float to, float weight) {
        return weight < 0.5f ? from + weight * (to - from) : to - (to - from) * (1 - weight);
    }

    static float sqrt(float value) {
        return (float) Math.sqrt(value);
    }

    /** A quotient that is 0 where nothing was ever seen: without an epsilon, a step from there would be 0 / 0. */
    static float ratio(float numerator, float denominator) {
        return denominator == 0 ? 0 : numerator / denominator;
    }
}
