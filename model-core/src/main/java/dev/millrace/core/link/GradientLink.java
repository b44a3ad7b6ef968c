package dev.millrace.core.link;

/**
 * Changes the gradient of a step before the optimizer sees it. Links are applied in the order in which they are listed, to
 * what the link before left; the gradient of a micro-batch is combined first. What comes with a gradient for some
 * optimizers (curvature, magnitude) stays as it is.
 *
 * <p>Implementations are immutable records; the arrays belong to the caller.
 */
public sealed interface GradientLink permits ClipValue, ClipNorm, L2 {

    /** Whether {@link #apply} reads the weights. */
    default boolean usesWeights() {
        return false;
    }

    /**
     * Changes a gradient in place.
     *
     * @param input row after row, {@code stride} floats each, of which the first {@code width} are the gradient
     * @param count rows
     * @param weights row after row, {@code width} floats each; read only if {@link #usesWeights}
     * @return whether it clipped something
     */
    boolean apply(float[] input, int count, int width, int stride, float[] weights);
}
