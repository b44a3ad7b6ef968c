package dev.millrace.core.optimizer;

import java.util.List;

/**
 * FTRL-Proximal (McMahan et al., KDD 2013, algorithm 1) per coordinate: with {@code sigma = (sqrt(n + g^2) - sqrt(n)) /
 * alpha}, {@code z += g - sigma * w}, {@code n += g^2}; then {@code w = 0} if {@code |z| <= l1}, else {@code -(z - sign(z) *
 * l1) / ((beta + sqrt(n)) / alpha + l2)}. The rate is alpha: it must be constant, and weights start at 0.
 *
 * <p>Weights of rare features are exactly 0 until there is evidence for them: the way to small models.
 *
 * <p>Slots: z, n; 8 bytes a weight.
 *
 * @param beta 0 to 1e6; usual 1
 * @param l1 evidence that a weight needs, 0 to 1e6; usual 0
 * @param l2 0 to 1e6; usual 0
 */
public record FtrlProximal(double beta, double l1, double l2) implements Optimizer {

    public FtrlProximal {
        Require.between("beta", beta, 0, 1e6);
        Require.between("l1", l1, 0, 1e6);
        Require.between("l2", l2, 0, 1e6);
    }

    @Override
    public int slotsPerWeight() {
        return 2;
    }

    @Override
    public List<String> slotNames() {
        return List.of("z", "n");
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        double alpha = coefficients[0];
        float[] weights = rows.weights();
        float[] sums = rows.slot(0);
        float[] squares = rows.slot(1);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            double g = gradient[i];
            double n = squares[i];
            double root = Math.sqrt(n + g * g);
            double z = sums[i] + g - (root - Math.sqrt(n)) / alpha * weights[i];
            sums[i] = (float) z;
            squares[i] = (float) (n + g * g);
            double strength = (beta + root) / alpha + l2;
            boolean evident = Math.abs(z) > l1 && strength > 0;
            weights[i] = evident ? (float) (-(z - Math.signum(z) * l1) / strength) : 0;
        }
    }
}
