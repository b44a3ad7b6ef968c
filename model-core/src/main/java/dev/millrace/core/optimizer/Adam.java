package dev.millrace.core.optimizer;

import dev.millrace.core.kernel.LaneKernels;
import dev.millrace.core.kernel.Lanes;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1): {@code m = beta1 * m + (1 - beta1) * g}, {@code v = beta2 * v + (1 -
 * beta2) * g^2}; both are divided by {@code 1 - beta^step}; {@code w -= rate * m / (sqrt(v) + epsilon)}.
 *
 * <p>Slots: m, v; 8 bytes a weight.
 */
public record Adam(double beta1, double beta2, double epsilon) implements AdamFamily {

    public Adam {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        update(page, offset, input, inputOffset, width, coefficients, beta1, beta2, epsilon);
    }

    /** The same for all that differ from Adam only beside it. */
    static void update(
            float[] page,
            int offset,
            float[] input,
            int inputOffset,
            int width,
            double[] coefficients,
            double beta1,
            double beta2,
            double epsilon) {
        float rate = (float) coefficients[0];
        float root = (float) coefficients[1];
        float gain1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float gain2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        int first = offset + width;
        int second = first + width;
        int done = width >= Lanes.LEAST_WIDTH && gain1 < 0.5f
                ? LaneKernels.adam(page, offset, input, inputOffset, width, rate, root, gain1, keep2, gain2, eps)
                : 0;
        for (int i = done; i < width; i++) {
            float g = input[inputOffset + i];
            float m = Single.lerp(page[first + i], g, gain1);
            float v = Single.meanSquare(page[second + i], g, keep2, gain2);
            page[first + i] = m;
            page[second + i] = v;
            page[offset + i] -= Single.ratio(rate * m, Single.sqrt(v) / root + eps);
        }
    }
}
