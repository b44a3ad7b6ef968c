package dev.millrace.core.link;

/**
 * Keeps the average of every weight over the steps beside the weight itself. A row that a step does not touch has the same
 * weights after it as before, so its average is known in closed form: only touched rows are written, and yet the average is
 * that over all steps.
 *
 * <p>What is kept is not the average but how it differs from the weight. In single precision a running mean would stop
 * moving after some million steps; this difference does not.
 *
 * <p>Implementations are immutable records; the arrays belong to the caller. Fresh state is 0.
 */
public sealed interface Averaging permits PolyakAverage, ExponentialAverage {

    /** Whether predictions are made with the averages; the weights go on to learn from their own. */
    boolean served();

    /** Floats of state for a row. */
    int floats(int width);

    /**
     * Takes in a row that a step has changed.
     *
     * @param page holds the weights after the step from {@code offset}, and the state from {@code state}
     * @param before holds the weights before the step from {@code beforeOffset}
     * @param step number of this step, counted from 1
     */
    void update(float[] page, int offset, int state, int width, float[] before, int beforeOffset, long step);

    /**
     * The average of weight {@code k} of a row is the weight plus this factor times the state's number {@code k}.
     *
     * @param page holds the row's state from {@code state}
     * @param steps made so far
     */
    double factor(float[] page, int state, int width, long steps);
}
