package dev.millrace.core.optimizer;

import dev.millrace.core.kernel.LaneKernels;
import dev.millrace.core.kernel.Lanes;
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
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        float rate = (float) coefficients[0];
        float root = (float) coefficients[1];
        float gain1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float gain2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        int first = offset + width;
        int second = first + width;
        int largest = second + width;
        int done = width >= Lanes.LEAST_WIDTH && gain1 < 0.5f
                ? LaneKernels.amsGrad(page, offset, input, inputOffset, width, rate, root, gain1, keep2, gain2, eps)
                : 0;
        for (int i = done; i < width; i++) {
            float g = input[inputOffset + i];
            float m = Single.lerp(page[first + i], g, gain1);
            float v = Single.meanSquare(page[second + i], g, keep2, gain2);
            float max = Math.max(page[largest + i], v);
            page[first + i] = m;
            page[second + i] = v;
            page[largest + i] = max;
            page[offset + i] -= Single.ratio(rate * m, Single.sqrt(max) / root + eps);
        }
    }
}
