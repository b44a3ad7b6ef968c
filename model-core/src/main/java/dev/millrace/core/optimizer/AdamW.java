package dev.millrace.core.optimizer;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2): before Adam's step, {@code w *= 1 -
 * rate * weightDecay}.
 *
 * <p>Slots: first moment, second moment; 8 bytes a weight.
 *
 * @param weightDecay 0 to 1; usual 0.01
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements AdamFamily {

    public AdamW {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
        Require.between("weightDecay", weightDecay, 0, 1);
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        AdamFamily.super.prepareStep(rate, step, coefficients);
        coefficients[2] = 1 - rate * weightDecay;
    }

    @Override
    public double idleWeightFactor(double[] coefficients) {
        return Math.max(0, coefficients[2]);
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float keep = (float) coefficients[2];
        float[] weights = rows.weights();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            weights[i] *= keep;
        }
        Adam.update(rows, coefficients, beta1, beta2, epsilon);
    }
}
