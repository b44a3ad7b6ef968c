package dev.millrace.core.optimizer;

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
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float start = (float) initialAccumulator;
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] squares = rows.slot(0);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            // A sum never goes below its start: smaller means that the row is fresh.
            float s = Math.fma(g, g, Math.max(squares[i], start));
            squares[i] = s;
            weights[i] -= Single.ratio(rate * g, Single.sqrt(s) + eps, eps);
        }
    }
}
