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
    public void observe(RowColumns rows, double[] coefficients) {
        float[] weights = rows.weights();
        float[] scale = rows.rowNumber(0);
        int width = rows.width();
        for (int row = 0; row < rows.rows(); row++) {
            float magnitude = rows.magnitude()[row];
            if (magnitude > scale[row]) {
                float shrink = scale[row] / magnitude;
                for (int i = row * width; i < (row + 1) * width; i++) {
                    weights[i] *= shrink;
                }
                scale[row] = magnitude;
            }
            double relative = magnitude == 0 ? 0 : (double) magnitude / scale[row];
            coefficients[0] += relative * relative;
        }
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[1] = coefficients[0] == 0 ? 0 : rate * Math.sqrt(step / coefficients[0]);
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        double rate = coefficients[1];
        float[] weights = rows.weights();
        float[] squares = rows.slot(0);
        float[] gradient = rows.gradient();
        float[] scale = rows.rowNumber(0);
        int width = rows.width();
        for (int row = 0; row < rows.rows(); row++) {
            for (int i = row * width; i < (row + 1) * width; i++) {
                double g = gradient[i];
                double sum = squares[i] + g * g;
                squares[i] = (float) sum;
                double denominator = scale[row] * Math.sqrt(sum);
                weights[i] -= (float) (denominator == 0 ? 0 : rate * g / denominator);
            }
        }
    }
}
