package dev.millrace.core.optimizer;

import java.util.List;

/**
 * {@link Adam} on the rows that a step touches. "Lazy": the moments of a row fade only when the row is touched, while bias
 * correction counts every step; on dense gradients it is Adam itself. Cheaper than Adam where features are rare, and it
 * forgets them less.
 *
 * <p>Slots: first moment, second moment; 8 bytes a weight.
 *
 * @param beta1 decay of the first moment, 0 to below 1; usual 0.9
 * @param beta2 decay of the second moment, 0 to below 1; usual 0.999
 * @param epsilon added to the root of the second moment, 0 to 1; usual 1e-8
 */
public record LazyAdam(double beta1, double beta2, double epsilon) implements Optimizer {

    public static final LazyAdam DEFAULT = new LazyAdam(0.9, 0.999, 1e-8);

    public LazyAdam {
        AdamFamily.requireMoments(beta1, beta2, epsilon);
    }

    @Override
    public int slotsPerWeight() {
        return 2;
    }

    @Override
    public List<String> slotNames() {
        return List.of("m", "v");
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {
        AdamFamily.prepareAdam(rate, step, beta1, beta2, coefficients);
    }

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        Adam.update(rows, coefficients, beta1, beta2, epsilon);
    }
}
