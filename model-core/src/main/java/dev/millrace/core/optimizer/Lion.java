package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Lion (Chen et al., NeurIPS 2023, algorithm 2): {@code w -= rate * (sign(beta1 * m + (1 - beta1) * g) + weightDecay * w)},
 * then {@code m = beta2 * m + (1 - beta2) * g}. Wants a rate three to ten times smaller than Adam's.
 *
 * <p>Lazy: a row that a step does not touch stays as it is. A sign does not fade, so that a dense Lion would push such a row
 * on at full speed for thousands of steps.
 *
 * <p>Slots: m; 4 bytes a weight.
 *
 * @param beta1 weight of m in the step, 0 to below 1; usual 0.9
 * @param beta2 decay of m, 0 to below 1; usual 0.99
 * @param weightDecay 0 to 1; usual 0
 */
public record Lion(double beta1, double beta2, double weightDecay) implements Optimizer {

    public Lion {
        Require.decay("beta1", beta1);
        Require.decay("beta2", beta2);
        Require.between("weightDecay", weightDecay, 0, 1);
    }

    @Override
    public int slotsPerWeight() {
        return 1;
    }

    @Override
    public List<String> slotNames() {
        return List.of("m");
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
        coefficients[1] = 1 - rate * weightDecay;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float keep = (float) coefficients[1];
        float gain1 = (float) (1 - beta1);
        float gain2 = (float) (1 - beta2);
        float[] weights = rows.weights();
        float[] moment = rows.slot(0);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float m = moment[i];
            weights[i] = keep * weights[i] - rate * Math.signum(Single.lerp(m, g, gain1));
            moment[i] = Single.lerp(m, g, gain2);
        }
    }
}
