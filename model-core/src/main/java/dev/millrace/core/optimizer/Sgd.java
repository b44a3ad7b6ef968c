package dev.millrace.core.optimizer;

import dev.millrace.core.kernel.LaneKernels;
import dev.millrace.core.kernel.Lanes;
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
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        float rate = (float) coefficients[0];
        int done = width >= Lanes.LEAST_WIDTH ? LaneKernels.sgd(page, offset, input, inputOffset, width, rate) : 0;
        for (int i = done; i < width; i++) {
            page[offset + i] = Math.fma(-rate, input[inputOffset + i], page[offset + i]);
        }
    }
}
