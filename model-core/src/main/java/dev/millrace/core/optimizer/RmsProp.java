package dev.millrace.core.optimizer;

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
    public void update(RowColumns rows, double[] coefficients) {
        if (centered || momentum > 0) {
            updateWithMore(rows, (float) coefficients[0]);
            return;
        }
        float rate = (float) coefficients[0];
        float keep = (float) decay;
        float gain = (float) (1 - decay);
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] squares = rows.slot(0);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float s = Single.meanSquare(squares[i], g, keep, gain);
            squares[i] = s;
            weights[i] -= Single.ratio(rate * g, Single.sqrt(s) + eps, eps);
        }
    }

    /** Centered, with momentum, or both. */
    private void updateWithMore(RowColumns rows, float rate) {
        float keep = (float) decay;
        float gain = (float) (1 - decay);
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] squares = rows.slot(0);
        float[] means = rows.slot(centered ? 1 : 0);
        float[] buffer = rows.slot(slotsPerWeight() - 1);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float s = Single.meanSquare(squares[i], g, keep, gain);
            squares[i] = s;
            if (centered) {
                float mean = Single.lerp(means[i], g, gain);
                means[i] = mean;
                // Rounding may leave a variance just below 0.
                s = Math.max(Math.fma(-mean, mean, s), 0);
            }
            float root = Single.sqrt(s) + eps;
            if (momentum > 0) {
                float b = (float) momentum * buffer[i] + Single.ratio(g, root, eps);
                buffer[i] = b;
                weights[i] = Math.fma(-rate, b, weights[i]);
            } else {
                weights[i] -= Single.ratio(rate * g, root, eps);
            }
        }
    }
}
