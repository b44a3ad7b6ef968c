package dev.millrace.core.optimizer;

/** Stochastic gradient descent: {@code w -= rate * g} (Robbins and Monro 1951). No state. */
public record Sgd() implements Optimizer {

    @Override
    public int slotsPerWeight() {
        return 0;
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        float rate = (float) coefficients[0];
        for (int i = 0; i < width; i++) {
            page[offset + i] = Math.fma(-rate, input[inputOffset + i], page[offset + i]);
        }
    }
}
