package dev.millrace.core.link;

/**
 * Changes the weights of the rows that a step touches, before or after the optimizer's update; several in the order in
 * which they are listed. Lazy: other rows stay as they are, however many steps go by.
 *
 * <p>Implementations are immutable records; the array belongs to the caller.
 */
public sealed interface WeightLink permits WeightDecay, TruncatedL1, MaxWeightNorm {

    /** Whether it comes before the optimizer's update; else it comes after. */
    default boolean isBeforeUpdate() {
        return false;
    }

    /**
     * Changes the weights of a row in place.
     *
     * @param page holds the weights from {@code offset}, {@code width} floats
     * @param rate learning rate of the step
     * @return whether it brought the row back to a bound
     */
    boolean apply(float[] page, int offset, int width, double rate);
}
