package dev.millrace.core.optimizer;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1) on the rows that a step touches. "Lazy": the moments of a row decay only
 * when the row is touched, while bias correction counts every step; on dense gradients it is Adam itself.
 *
 * <p>Slots: first moment, second moment; 8 bytes a weight.
 *
 * @param beta1 decay of the first moment, 0 to below 1; usual 0.9
 * @param beta2 decay of the second moment, 0 to below 1; usual 0.999
 * @param epsilon added to the root of the second moment, above 0; usual 1e-8
 */
public record LazyAdam(double beta1, double beta2, double epsilon) implements Optimizer {

    public static final LazyAdam DEFAULT = new LazyAdam(0.9, 0.999, 1e-8);

    public LazyAdam {
        requireDecay("beta1", beta1);
        requireDecay("beta2", beta2);
        if (!(epsilon > 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon: expected above 0 and at most 1, got " + epsilon);
        }
    }

    @Override
    public int slotsPerWeight() {
        return 2;
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        coefficients[0] = rate / (1 - power(beta1, step));
        coefficients[1] = 1 / Math.sqrt(1 - power(beta2, step));
    }

    @Override
    public void updateRow(
            float[] page, int offset, float[] gradient, int gradientOffset, int width, double[] coefficients) {
        double stepSize = coefficients[0];
        double inverseRoot = coefficients[1];
        int first = offset + width;
        int second = first + width;
        for (int i = 0; i < width; i++) {
            double g = gradient[gradientOffset + i];
            double m = beta1 * page[first + i] + (1 - beta1) * g;
            double v = beta2 * page[second + i] + (1 - beta2) * g * g;
            page[first + i] = (float) m;
            page[second + i] = (float) v;
            page[offset + i] -= (float) (stepSize * m / (Math.sqrt(v) * inverseRoot + epsilon));
        }
    }

    /** {@code StrictMath.pow} makes garbage on Java 17. */
    private static double power(double base, long exponent) {
        return StrictMath.exp(exponent * StrictMath.log(base));
    }

    private static void requireDecay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected 0 or more and below 1, got " + value);
        }
    }
}
