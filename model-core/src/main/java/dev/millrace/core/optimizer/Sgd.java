package dev.millrace.core.optimizer;

import java.util.List;

/** Stochastic gradient descent: {@code w -= rate * g} (Robbins and Monro 1951). No state. */
public record Sgd() implements Optimizer {

    @Override
    public int slotsPerWeight() {
        return 0;
    }

    @Override
    public List<String> slotNames() {
        return List.of();
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float[] weights = rows.weights();
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            weights[i] = Math.fma(-rate, gradient[i], weights[i]);
        }
    }
}
