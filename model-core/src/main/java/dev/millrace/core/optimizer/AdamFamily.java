package dev.millrace.core.optimizer;

import dev.millrace.core.math.Exact;
import java.util.List;

/**
 * Adam and its kin: a mean of the gradients (the first moment), a measure of their size (the second), and a step in
 * proportion to their quotient.
 *
 * <p>Slots: first moment, second moment, and what an implementation adds.
 */
public sealed interface AdamFamily extends Optimizer permits Adam, AdamW, AmsGrad, NAdam, RAdam, Adamax {

    /** Decay of the first moment, 0 to below 1; usual 0.9. */
    double beta1();

    /** Decay of the second moment, 0 to below 1; usual 0.999. */
    double beta2();

    /** Keeps the denominator from 0; 0 to 1, usual 1e-8. */
    double epsilon();

    @Override
    default int slotsPerWeight() {
        return 2;
    }

    @Override
    default List<String> slotNames() {
        return List.of("m", "v");
    }

    @Override
    default double slotDecay(int slot) {
        return slot == 0 ? beta1() : slot == 1 ? beta2() : 1;
    }

    /** The first moment fades, but so does the root of the second, by which it is divided. */
    @Override
    default double momentum() {
        return beta1() == 0 ? 0 : Math.min(1, beta1() / Math.sqrt(beta2()));
    }

    /** Bias corrections of both moments, as Adam uses them. */
    @Override
    default void prepareStep(double rate, long step, double[] coefficients) {
        prepareAdam(rate, step, beta1(), beta2(), coefficients);
    }

    static void requireMoments(double beta1, double beta2, double epsilon) {
        Require.decay("beta1", beta1);
        Require.decay("beta2", beta2);
        Require.epsilon(epsilon);
    }

    /** Writes the corrected rate, and the root of the second moment's correction. */
    static void prepareAdam(double rate, long step, double beta1, double beta2, double[] coefficients) {
        coefficients[0] = rate / Exact.oneMinusPower(beta1, (double) step);
        coefficients[1] = Math.sqrt(Exact.oneMinusPower(beta2, (double) step));
    }
}
