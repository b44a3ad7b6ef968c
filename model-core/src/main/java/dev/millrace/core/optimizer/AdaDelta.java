package dev.millrace.core.optimizer;

import java.util.List;

/**
 * AdaDelta (Zeiler 2012, algorithm 1): steps in proportion to the root mean square of past steps over that of gradients.
 * The rate is a factor on top, 1 in the paper.
 *
 * <p>Slots: mean square of the gradient, mean square of the step; 8 bytes a weight.
 *
 * @param rho decay of both, 0 to below 1; usual 0.9
 * @param epsilon added inside both roots, above 0 to 1, for without it nothing would ever move; usual 1e-6
 */
public record AdaDelta(double rho, double epsilon) implements Optimizer {

    public AdaDelta {
        Require.decay("rho", rho);
        Require.above("epsilon", epsilon, 0, 1);
    }

    @Override
    public int slotsPerWeight() {
        return 2;
    }

    @Override
    public List<String> slotNames() {
        return List.of("meanSquareGradient", "meanSquareStep");
    }

    @Override
    public double slotDecay(int slot) {
        return rho;
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float keep = (float) rho;
        float gain = (float) (1 - rho);
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] squares = rows.slot(0);
        float[] steps = rows.slot(1);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float s = Single.meanSquare(squares[i], g, keep, gain);
            float d = steps[i];
            float delta = Single.sqrt(d + eps) / Single.sqrt(s + eps) * g;
            squares[i] = s;
            steps[i] = Single.meanSquare(d, delta, keep, gain);
            weights[i] = Math.fma(-rate, delta, weights[i]);
        }
    }
}
