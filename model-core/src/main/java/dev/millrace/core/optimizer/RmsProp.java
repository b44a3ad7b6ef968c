package dev.millrace.core.optimizer;

import dev.millrace.core.kernel.LaneKernels;
import dev.millrace.core.kernel.Lanes;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSProp (Hinton, lecture 6e, 2012; centered: Graves 2013): {@code s = decay * s + (1 - decay) * g^2}, {@code w -= rate *
 * g / (sqrt(s) + epsilon)}. Centered, the root is of {@code s} less the square of the mean gradient; with momentum, the
 * quotients are gathered as by {@link Momentum}.
 *
 * <p>Slots: s, then the mean gradient if centered, then the gathered quotients if there is momentum; 4 to 12 bytes a
 * weight.
 *
 * @param decay of the means, 0 to below 1; usual 0.99
 * @param epsilon added to the root, 0 to 1; usual 1e-8
 * @param momentum 0 to below 1; usual 0
 */
public record RmsProp(double decay, double epsilon, double momentum, boolean centered) implements Optimizer {

    public RmsProp {
        Require.decay("decay", decay);
        Require.epsilon(epsilon);
        Require.decay("momentum", momentum);
    }

    @Override
    public int slotsPerWeight() {
        return 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0);
    }

    @Override
    public List<String> slotNames() {
        List<String> names = new ArrayList<>(List.of("s"));
        if (centered) {
            names.add("meanGradient");
        }
        if (momentum > 0) {
            names.add("b");
        }
        return List.copyOf(names);
    }

    @Override
    public double slotDecay(int slot) {
        return momentum > 0 && slot == slotsPerWeight() - 1 ? momentum : decay;
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        float rate = (float) coefficients[0];
        float keep = (float) decay;
        float gain = (float) (1 - decay);
        float eps = (float) epsilon;
        int squares = offset + width;
        int means = squares + width;
        int buffer = centered ? means + width : means;
        int done = width >= Lanes.LEAST_WIDTH && !centered && momentum == 0
                ? LaneKernels.rmsProp(page, offset, input, inputOffset, width, rate, keep, gain, eps)
                : 0;
        for (int i = done; i < width; i++) {
            float g = input[inputOffset + i];
            float s = Single.meanSquare(page[squares + i], g, keep, gain);
            page[squares + i] = s;
            if (centered) {
                float mean = Single.lerp(page[means + i], g, gain);
                page[means + i] = mean;
                // Rounding may leave a variance just below 0.
                s = Math.max(Math.fma(-mean, mean, s), 0);
            }
            float root = Single.sqrt(s) + eps;
            if (momentum > 0) {
                float b = (float) momentum * page[buffer + i] + Single.ratio(g, root);
                page[buffer + i] = b;
                page[offset + i] = Math.fma(-rate, b, page[offset + i]);
            } else {
                page[offset + i] -= Single.ratio(rate * g, root);
            }
        }
    }
}
