package dev.millrace.core.optimizer;

/**
 * Arithmetic in single precision as PyTorch does it, with a fused multiply-add wherever PyTorch has one: that is why both end
 * at the same figures, to the last bit in most cases.
 */
final class Single {

    private Single() {}

    /** {@code from} moved towards {@code to} by a weight from 0 to 1, computed from the nearer end. */
    static float lerp(float from, float to, float weight) {
        return weight < 0.5f ? Math.fma(weight, to - from, from) : Math.fma(weight - 1, to - from, to);
    }

    /** A mean of squares that fades by {@code keep} and takes in a value. */
    static float meanSquare(float mean, float value, float keep, float gain) {
        return Math.fma(gain * value, value, keep * mean);
    }

    static float sqrt(float value) {
        return (float) Math.sqrt(value);
    }

    /**
     * A quotient that is 0 where nothing was ever seen: without an epsilon, a step from there would be 0 / 0.
     *
     * @param epsilon that is part of the denominator, which is not negative. It is the same for all of a loop, so that the
     *     compiler asks for it once, and leaves the question of the denominator out
     */
    static float ratio(float numerator, float denominator, float epsilon) {
        return epsilon > 0 || denominator != 0 ? numerator / denominator : 0;
    }
}
