package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Adamax (Kingma and Ba, ICLR 2015, algorithm 2): Adam whose second moment is the largest size of the fading gradients,
 * {@code u = max(beta2 * u, |g| + epsilon)}.
 *
 * <p>Slots: first moment, u; 8 bytes a weight.
 */
public record Adamax(double beta1, double beta2, double epsilon) implements AdamFamily {

    public Adamax {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public List<String> slotNames() {
        return List.of("m", "u");
    }

    @Override
    public double momentum() {
        return beta1 == 0 ? 0 : Math.min(1, beta1 / beta2);
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float gain1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] first = rows.slot(0);
        float[] second = rows.slot(1);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float m = Single.lerp(first[i], g, gain1);
            float u = Math.max(keep2 * second[i], Math.abs(g) + eps);
            first[i] = m;
            second[i] = u;
            weights[i] -= Single.ratio(rate * m, u, eps);
        }
    }
}
