package dev.millrace.core.optimizer;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1): {@code m = beta1 * m + (1 - beta1) * g}, {@code v = beta2 * v + (1 -
 * beta2) * g^2}; both are divided by {@code 1 - beta^step}; {@code w -= rate * m / (sqrt(v) + epsilon)}.
 *
 * <p>Slots: m, v; 8 bytes a weight.
 */
public record Adam(double beta1, double beta2, double epsilon) implements AdamFamily {

    public Adam {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        update(rows, coefficients, beta1, beta2, epsilon);
    }

    /** The same for all that differ from Adam only beside it. */
    static void update(RowColumns rows, double[] coefficients, double beta1, double beta2, double epsilon) {
        float rate = (float) coefficients[0];
        float root = (float) coefficients[1];
        float gain1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float gain2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] first = rows.slot(0);
        float[] second = rows.slot(1);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float m = Single.lerp(first[i], g, gain1);
            float v = Single.meanSquare(second[i], g, keep2, gain2);
            first[i] = m;
            second[i] = v;
            weights[i] -= Single.ratio(rate * m, Single.sqrt(v) / root + eps, eps);
        }
    }
}
