package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Heavy-ball momentum (Polyak 1964): {@code b = momentum * b + (1 - dampening) * g}, {@code w -= rate * b}. The first
 * step of all is not dampened, as in PyTorch.
 *
 * <p>Slots: b; 4 bytes a weight.
 *
 * @param momentum decay of b, 0 to below 1; usual 0.9
 * @param dampening what is left out of each gradient, 0 to 1; usual 0
 */
public record Momentum(double momentum, double dampening) implements Optimizer {

    public Momentum {
        Require.decay("momentum", momentum);
        Require.between("dampening", dampening, 0, 1);
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
        coefficients[1] = step == 1 ? 1 : 1 - dampening;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float gain = (float) coefficients[1];
        float keep = (float) momentum;
        float[] weights = rows.weights();
        float[] buffer = rows.slot(0);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float b = Math.fma(gain, gradient[i], keep * buffer[i]);
            buffer[i] = b;
            weights[i] = Math.fma(-rate, b, weights[i]);
        }
    }
}
