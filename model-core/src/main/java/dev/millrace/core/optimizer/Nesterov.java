package dev.millrace.core.optimizer;

import dev.millrace.core.kernel.LaneKernels;
import dev.millrace.core.kernel.Lanes;
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
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        float rate = (float) coefficients[0];
        float keep = (float) momentum;
        int buffer = offset + width;
        int done = width >= Lanes.LEAST_WIDTH
                ? LaneKernels.nesterov(page, offset, input, inputOffset, width, rate, keep)
                : 0;
        for (int i = done; i < width; i++) {
            float g = input[inputOffset + i];
            float b = keep * page[buffer + i] + g;
            page[buffer + i] = b;
            page[offset + i] = Math.fma(-rate, Math.fma(keep, b, g), page[offset + i]);
        }
    }
}
