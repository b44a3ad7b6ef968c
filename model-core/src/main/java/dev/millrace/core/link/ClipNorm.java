package dev.millrace.core.link;

/**
 * Scales the gradient down to a Euclidean norm of {@code limit} if it is longer. The norm is that of all rows of the step
 * together, so that the direction stays (Pascanu, Mikolov and Bengio, ICML 2013).
 *
 * @param limit above 0 and at most 1e9
 */
public record ClipNorm(double limit) implements GradientLink {

    public ClipNorm {
        Limits.requireLimit(limit);
    }

    @Override
    public boolean apply(float[] input, int count, int width, int stride, float[] weights) {
        double squares = 0;
        for (int i = 0; i < count; i++) {
            for (int j = i * stride; j < i * stride + width; j++) {
                squares += (double) input[j] * input[j];
            }
        }
        double norm = Math.sqrt(squares);
        if (norm <= limit) {
            return false;
        }
        double factor = limit / norm;
        for (int i = 0; i < count; i++) {
            for (int j = i * stride; j < i * stride + width; j++) {
                input[j] = (float) (input[j] * factor);
            }
        }
        return true;
    }
}
