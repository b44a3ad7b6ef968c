package dev.millrace.core.optimizer;

import dev.millrace.core.kernel.LaneKernels;
import dev.millrace.core.kernel.Lanes;
import java.util.List;

/**
 * AdaGrad with a diagonal matrix (Duchi, Hazan and Singer, JMLR 2011): {@code s += g^2}, {@code w -= rate * g / (sqrt(s) +
 * epsilon)}.
 *
 * <p>Slots: s; 4 bytes a weight.
 *
 * @param initialAccumulator where s starts, 0 or greater; usual 0
 * @param epsilon added to the root, 0 to 1; usual 1e-10
 */
public record AdaGrad(double initialAccumulator, double epsilon) implements Optimizer {

    public AdaGrad {
        Require.between("initialAccumulator", initialAccumulator, 0, 1e6);
        Require.epsilon(epsilon);
    }

    @Override
    public int slotsPerWeight() {
        return 1;
    }

    @Override
    public List<String> slotNames() {
        return List.of("s");
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        float rate = (float) coefficients[0];
        float start = (float) initialAccumulator;
        float eps = (float) epsilon;
        int squares = offset + width;
        int done = width >= Lanes.LEAST_WIDTH
                ? LaneKernels.adaGrad(page, offset, input, inputOffset, width, rate, start, eps)
                : 0;
        for (int i = done; i < width; i++) {
            float g = input[inputOffset + i];
            // A sum never goes below its start: smaller means that the row is fresh.
            float s = Math.fma(g, g, Math.max(page[squares + i], start));
            page[squares + i] = s;
            page[offset + i] -= Single.ratio(rate * g, Single.sqrt(s) + eps);
        }
    }
}
