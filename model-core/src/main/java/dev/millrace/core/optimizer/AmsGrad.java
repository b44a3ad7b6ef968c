package dev.millrace.core.optimizer;

import java.util.List;

/**
 * AMSGrad (Reddi, Kale and Kumar, ICLR 2018, algorithm 2) with Adam's bias corrections, as in PyTorch: Adam that divides
 * by the root of the largest second moment so far, so that its steps never grow again.
 *
 * <p>Slots: first moment, second moment, largest second moment; 12 bytes a weight.
 */
public record AmsGrad(double beta1, double beta2, double epsilon) implements AdamFamily {

    public AmsGrad {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public int slotsPerWeight() {
        return 3;
    }

    @Override
    public List<String> slotNames() {
        return List.of("m", "v", "vMax");
    }

    /** The largest second moment does not fade. */
    @Override
    public double momentum() {
        return beta1;
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float rate = (float) coefficients[0];
        float root = (float) coefficients[1];
        float gain1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float gain2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float[] weights = rows.weights();
        float[] first = rows.slot(0);
        float[] second = rows.slot(1);
        float[] largest = rows.slot(2);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            float g = gradient[i];
            float m = Single.lerp(first[i], g, gain1);
            float v = Single.meanSquare(second[i], g, keep2, gain2);
            float max = Math.max(largest[i], v);
            first[i] = m;
            second[i] = v;
            largest[i] = max;
            weights[i] -= Single.ratio(rate * m, Single.sqrt(max) / root + eps, eps);
        }
    }
}
