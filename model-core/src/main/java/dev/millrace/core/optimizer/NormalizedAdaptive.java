package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Normalized adaptive gradient, NAG (Ross, Mineiro and Langford, UAI 2013, algorithm 2): AdaGrad that does not mind the
 * scale of the features, so that they need not be standardised. For each feature the largest size s of its value is kept;
 * when a larger x comes, {@code w *= s / |x|}. With N, the sum over all examples of {@code (x / s)^2} of their features,
 * and G, the sum of {@code g^2}: {@code w -= rate * sqrt(step / N) * g / (s * sqrt(G))}.
 *
 * <p>Unlike in the paper, the prediction of an example is made before its own sizes are taken in. In a micro-batch, x is
 * the largest over its examples.
 *
 * <p>Slots: G, and s once a row; 4 bytes a weight and 4 a row.
 */
public record NormalizedAdaptive() implements Optimizer {

    @Override
    public int slotsPerWeight() {
        return 1;
    }

    @Override
    public List<String> slotNames() {
        return List.of("G");
    }

    @Override
    public int slotsPerRow() {
        return 1;
    }

    @Override
    public Input input() {
        return Input.MAGNITUDE;
    }

    /** N. */
    @Override
    public int commonNumbers() {
        return 1;
    }

    @Override
    public void observeRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        int scale = offset + 2 * width;
        float magnitude = input[inputOffset + width];
        if (magnitude > page[scale]) {
            float shrink = page[scale] / magnitude;
            for (int i = offset; i < offset + width; i++) {
                page[i] *= shrink;
            }
            page[scale] = magnitude;
        }
        double relative = magnitude == 0 ? 0 : (double) magnitude / page[scale];
        coefficients[0] += relative * relative;
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[1] = coefficients[0] == 0 ? 0 : rate * Math.sqrt(step / coefficients[0]);
    }

    @Override
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        double rate = coefficients[1];
        int squares = offset + width;
        double scale = page[squares + width];
        for (int i = 0; i < width; i++) {
            double g = input[inputOffset + i];
            double sum = page[squares + i] + g * g;
            page[squares + i] = (float) sum;
            double denominator = scale * Math.sqrt(sum);
            page[offset + i] -= (float) (denominator == 0 ? 0 : rate * g / denominator);
        }
    }
}
