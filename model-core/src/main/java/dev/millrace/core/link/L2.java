package dev.millrace.core.link;

/**
 * Adds {@code strength} times the weight to its gradient: the gradient of {@code strength / 2} times the squared norm of the
 * weights (as PyTorch's {@code weight_decay} of SGD). Lazy: a row that no event touches is not shrunk.
 *
 * @param strength above 0 and at most 1e3
 */
public record L2(double strength) implements GradientLink {

    public L2 {
        Limits.requireStrength(strength);
    }

    @Override
    public boolean usesWeights() {
        return true;
    }

    @Override
    public boolean apply(float[] input, int count, int width, int stride, float[] weights) {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < width; k++) {
                input[i * stride + k] = (float) (input[i * stride + k] + strength * weights[i * width + k]);
            }
        }
        return false;
    }
}
