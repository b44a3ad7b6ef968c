package dev.millrace.core.link;

/**
 * Brings every number of the gradient to within {@code -limit} and {@code limit}.
 *
 * @param limit above 0 and at most 1e9
 */
public record ClipValue(double limit) implements GradientLink {

    public ClipValue {
        Limits.requireLimit(limit);
    }

    @Override
    public boolean apply(float[] input, int count, int width, int stride, float[] weights) {
        float most = (float) limit;
        boolean clipped = false;
        for (int i = 0; i < count; i++) {
            for (int j = i * stride; j < i * stride + width; j++) {
                float within = Math.max(-most, Math.min(most, input[j]));
                clipped |= within != input[j];
                input[j] = within;
            }
        }
        return clipped;
    }
}
