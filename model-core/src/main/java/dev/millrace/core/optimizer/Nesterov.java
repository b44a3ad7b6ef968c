package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Nesterov's accelerated gradient in the form of Sutskever et al. (ICML 2013) as PyTorch writes it: {@code b = momentum *
 * b + g}, {@code w -= rate * (g + momentum * b)}.
 *
 * <p>Slots: b; 4 bytes a weight.
 *
 * @param momentum decay of b, 0 to below 1; usual 0.9
 */
public record Nesterov(double momentum) implements Optimizer {

    public Nesterov {
        Require.decay("momentum", momentum);
    }

    @Override
    public int slotsPerWeight() {
        return 1;
    }

    @Override
    public List<String> slotNames() {
        return List.of("b");
    }

    @Override
    public double slotDecay(int slot) {
        return momentum;
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float keep = (float) momentum;
        float[] weights = rows.weights();
        float[] buffer = rows.slot(0);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float b = keep * buffer[i] + g;
            buffer[i] = b;
            weights[i] = Math.fma(-rate, Math.fma(keep, b, g), weights[i]);
        }
    }
}
