package dev.millrace.core.optimizer;

/**
 * Turns a gradient into a step. An optimizer is its hyperparameters and nothing else: what it remembers about a weight
 * stands beside that weight, in the slots of its row, so that to save the row is to save the optimizer.
 *
 * <p>A row of width {@code w} with {@code s} slots a weight is {@code w} weights, then {@code s} runs of {@code w} slot
 * values. Fresh slots are 0.
 *
 * <p>Implementations are immutable records, safe for any thread; the arrays belong to the caller.
 */
public sealed interface Optimizer permits Sgd, LazyAdam {

    /** Most numbers that {@link #prepareStep} writes. */
    int MAX_COEFFICIENTS = 8;

    /** Floats of state per weight. */
    int slotsPerWeight();

    /**
     * Writes what is the same for every row of a step, such as bias corrections, so that it is computed once.
     *
     * @param rate learning rate of this step
     * @param step number of this step, counted from 1
     * @param coefficients {@link #MAX_COEFFICIENTS} numbers, to be handed to {@link #updateRow}
     */
    void prepareStep(double rate, long step, double[] coefficients);

    /**
     * Updates one row in place.
     *
     * @param page holds the row from {@code offset}, {@code width * (1 + slotsPerWeight())} floats
     * @param gradient holds the gradient of the row from {@code gradientOffset}, {@code width} floats
     * @param coefficients of this step
     */
    void updateRow(float[] page, int offset, float[] gradient, int gradientOffset, int width, double[] coefficients);
}
