package dev.millrace.core.optimizer;

import java.util.List;

/**
 * Turns a gradient into a step. An optimizer is its hyperparameters and nothing else: what it remembers about a weight
 * stands beside that weight, in the slots of its row, so that to save the row is to save the optimizer.
 *
 * <pre>
 *   row:    | weights (width) | slot 0 (width) | slot 1 (width) | ... | numbers of the row |
 *   input:  | gradient (width) | what {@link #input} says |
 * </pre>
 *
 * <p>A fresh row is 0 throughout. A gradient of 0 leaves a fresh row at its place.
 *
 * <p>What an optimizer remembers may fade from step to step, also of a row that a step does not touch.
 * {@link #slotDecay}, {@link #momentum} and {@link #idleWeightFactor} say how, so that such a row can be caught up when
 * it is next needed: then sparse gradients give what dense ones that are mostly 0 would give. An optimizer that declares
 * no fading leaves a row that is not touched as it is.
 *
 * <p>Implementations are immutable records, safe for any thread; the arrays belong to the caller.
 */
public sealed interface Optimizer extends UpdateRule
        permits Sgd,
                Momentum,
                Nesterov,
                AdaGrad,
                AdaDelta,
                RmsProp,
                AdamFamily,
                LazyAdam,
                Lion,
                FtrlProximal,
                NormalizedAdaptive,
                CoinBetting,
                OnlineNewton,
                DiagonalHessian {

    /** Most numbers that {@link #prepareStep} writes. */
    int MAX_COEFFICIENTS = 8;

    /** What an optimizer is told about a row. */
    enum Input {
        /** The gradient by each weight. */
        GRADIENT(1, 0),
        /** The gradient, then the second derivative by each weight. */
        CURVATURE(2, 0),
        /** The gradient, then the size of the feature's value. */
        MAGNITUDE(1, 1);

        private final int perWeight;
        private final int perRow;

        Input(int perWeight, int perRow) {
            this.perWeight = perWeight;
            this.perRow = perRow;
        }

        /** Floats of input for a row. */
        public int floats(int width) {
            return perWeight * width + perRow;
        }
    }

    /** Floats of state per weight. */
    int slotsPerWeight();

    /**
     * What the slots are called, one name each, as in the formulas of the class comment. For people; nothing is computed
     * with them.
     */
    List<String> slotNames();

    /** Floats of state per row, beside those of its weights. */
    default int slotsPerRow() {
        return 0;
    }

    default Input input() {
        return Input.GRADIENT;
    }

    /**
     * How many of the coefficients, from the first on, are state that all rows have in common. Whoever makes the steps
     * keeps them from step to step; they start at 0.
     */
    default int commonNumbers() {
        return 0;
    }

    /** The factor by which a slot fades in a step without gradient; 1 if it does not. */
    default double slotDecay(int slot) {
        return 1;
    }

    /**
     * The factor from one step without gradient to the next of what the weights still move; 0 if they stay. Up to and
     * including 1: how long they move is then not known.
     */
    default double momentum() {
        return 0;
    }

    /** The factor by which weights shrink in a step without gradient, momentum aside. */
    default double idleWeightFactor(double[] coefficients) {
        return 1;
    }

    /**
     * Takes in the rows of the step before any is updated, one after the other; needed only if there are
     * {@link #commonNumbers}. May change the rows.
     */
    default void observe(RowColumns rows, double[] coefficients) {}

    /**
     * Writes what is the same for every row of a step, such as bias corrections, so that it is computed once. Pure: the
     * step need not follow the one before.
     *
     * @param rate learning rate of this step
     * @param step number of this step, counted from 1
     * @param coefficients {@link #MAX_COEFFICIENTS} numbers, to be handed to {@link #update}; the common ones stand in
     *     front and are only read
     */
    void prepareStep(double rate, long step, double[] coefficients);

    /**
     * Updates the rows of a step, each by itself, with their input.
     *
     * @param coefficients of this step
     */
    void update(RowColumns rows, double[] coefficients);
}
