package dev.millrace.core.optimizer;

import dev.millrace.core.math.Exact;

/**
 * Rectified Adam (Liu et al., ICLR 2020, algorithm 2): while the variance of Adam's quotient is not tractable (up to five
 * steps' worth), steps follow the first moment alone; then they are scaled by how far it is.
 *
 * <p>Slots: first moment, second moment; 8 bytes a weight.
 */
public record RAdam(double beta1, double beta2, double epsilon) implements AdamFamily {

    private static final double TRACTABLE = 5;

    public RAdam {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        double power2 = Exact.power(beta2, (double) step);
        double limit = 2 / (1 - beta2) - 1;
        double length = limit - 2 * step * power2 / (1 - power2);
        boolean tractable = length > TRACTABLE;
        coefficients[0] = rate;
        coefficients[1] = Exact.oneMinusPower(beta1, (double) step);
        coefficients[2] = Math.sqrt(1 - power2);
        coefficients[3] =
                tractable ? Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) : 0;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float correction1 = (float) coefficients[1];
        float root2 = (float) coefficients[2];
        float rectification = (float) coefficients[3];
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
            float step = m / correction1 * rate;
            if (rectification > 0) {
                step = step * (Single.ratio(1, Single.sqrt(v) + eps, eps) * root2) * rectification;
            }
            weights[i] -= step;
        }
    }
}
