package dev.millrace.core.link;

/**
 * Truncated gradient (Langford, Li and Zhang, JMLR 10, 2009, operator T1 with K = 1): after the update, weights within
 * {@code -threshold} and {@code threshold} come closer to 0 by {@code rate * strength}, and no further than 0. So weights
 * that help little become exactly 0.
 *
 * @param strength the paper's gravity; above 0 and at most 1000
 * @param threshold larger weights are left alone; above 0 and at most 1e30, which is all of them
 */
public record TruncatedL1(double strength, double threshold) implements WeightLink {

    public TruncatedL1 {
        Limits.requireStrength(strength);
        Limits.require(threshold > 0 && threshold <= 1e30, "threshold", "above 0 and at most 1e30", threshold);
    }

    @Override
    public boolean apply(float[] page, int offset, int width, double rate) {
        double pull = rate * strength;
        for (int i = offset; i < offset + width; i++) {
            double size = Math.abs(page[i]);
            if (size <= threshold) {
                page[i] = (float) (Math.signum(page[i]) * Math.max(0, size - pull));
            }
        }
        return false;
    }
}
