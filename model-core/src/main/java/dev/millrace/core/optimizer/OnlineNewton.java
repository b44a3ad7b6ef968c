package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Online Newton step (Hazan, Agarwal and Kale, Machine Learning 2007, figure 2) with a diagonal matrix: {@code a += g^2},
 * {@code w -= rate * g / (epsilon + a)}. The rate is 1 / gamma of the paper. Steps shrink as 1 / t: for losses that are
 * strongly curved (exp-concave), such as the squared loss.
 *
 * <p>Slots: a; 4 bytes a weight.
 *
 * @param epsilon where the matrix starts, above 0 to 1e6; usual 1
 */
public record OnlineNewton(double epsilon) implements Optimizer {

    public OnlineNewton {
        Require.above("epsilon", epsilon, 0, 1e6);
    }

    @Override
    public int slotsPerWeight() {
        return 1;
    }

    @Override
    public List<String> slotNames() {
        return List.of("a");
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        double rate = coefficients[0];
        float[] weights = rows.weights();
        float[] squares = rows.slot(0);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            double g = gradient[i];
            double a = squares[i] + g * g;
            squares[i] = (float) a;
            weights[i] -= (float) (rate * g / (epsilon + a));
        }
    }
}
