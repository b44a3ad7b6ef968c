package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Sophia (Liu et al., ICLR 2024, algorithm 3) with the diagonal of the Hessian itself instead of an estimate: a linear model
 * knows it. {@code m = beta1 * m + (1 - beta1) * g}, {@code h = beta2 * h + (1 - beta2) * curvature}, {@code w -= rate *
 * clip(m / max(gamma * h, epsilon), -1, 1)}.
 *
 * <p>Slots: m, h; 8 bytes a weight.
 *
 * @param beta1 decay of m, 0 to below 1; usual 0.965
 * @param beta2 decay of h, 0 to below 1; usual 0.99
 * @param gamma how soon the curvature counts, above 0 to 1e6; usual 0.05
 * @param epsilon least denominator, above 0 to 1; usual 1e-12
 */
public record DiagonalHessian(double beta1, double beta2, double gamma, double epsilon) implements Optimizer {

    public DiagonalHessian {
        Require.decay("beta1", beta1);
        Require.decay("beta2", beta2);
        Require.above("gamma", gamma, 0, 1e6);
        Require.above("epsilon", epsilon, 0, 1);
    }

    @Override
    public int slotsPerWeight() {
        return 2;
    }

    @Override
    public List<String> slotNames() {
        return List.of("m", "h");
    }

    @Override
    public Input input() {
        return Input.CURVATURE;
    }

    @Override
    public double slotDecay(int slot) {
        return slot == 0 ? beta1 : beta2;
    }

    @Override
    public double momentum() {
        return beta1 == 0 ? 0 : Math.min(1, beta1 / beta2);
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        double rate = coefficients[0];
        float[] weights = rows.weights();
        float[] first = rows.slot(0);
        float[] second = rows.slot(1);
        float[] gradient = rows.gradient();
        float[] curvature = rows.curvature();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            double m = beta1 * first[i] + (1 - beta1) * gradient[i];
            double h = beta2 * second[i] + (1 - beta2) * curvature[i];
            first[i] = (float) m;
            second[i] = (float) h;
            double newton = m / Math.max(gamma * h, epsilon);
            weights[i] -= (float) (rate * Math.max(-1, Math.min(1, newton)));
        }
    }
}
