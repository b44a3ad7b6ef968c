package dev.millrace.core.optimizer;

/**
 * Needs no tuning: a mixture of experts, first-order ones at many learning rates and second-order ones with several speeds
 * of forgetting, which are weighted by how well they predict. What they are and how they learn is in the package
 * {@code expert}.
 *
 * @param secondOrder whether there are second-order experts, and stacks, which listen to all others. They are the better ones where features are dense and
 *     correlated; without them an event costs a fraction
 * @param fullCovariance of how many features, counted as they first appear, a second-order expert keeps the covariance of
 *     all pairs, 0 to 1000; it keeps the variance alone of the others. An event costs up to about six times the square of
 *     that in multiplications
 */
public record Auto(boolean secondOrder, int fullCovariance) implements UpdateRule {

    /** Fits 0.1 ms an event. */
    public static final int DEFAULT_COVARIANCE = 128;

    public static final Auto DEFAULT = new Auto(true, DEFAULT_COVARIANCE);

    public Auto {
        if (fullCovariance < 0 || fullCovariance > 1000) {
            throw new IllegalArgumentException("fullCovariance: expected 0 to 1000, got " + fullCovariance);
        }
    }
}
