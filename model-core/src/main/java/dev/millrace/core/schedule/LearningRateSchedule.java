package dev.millrace.core.schedule;

/**
 * The learning rate as a pure function of the step, so that it replays. Implementations are immutable and allocate
 * nothing. Steps are counted from 0; {@code t} in the formulas is the number of steps made before.
 *
 * <p>Every schedule holds the rate that it starts from, {@code rate}, above 0 and at most 1e6; the one exception is {@link
 * LinearWarmup}, which scales the schedule that it wraps.
 */
public sealed interface LearningRateSchedule
        permits Constant,
                InverseSquareRoot,
                InverseTime,
                StepDecay,
                Exponential,
                Polynomial,
                Cosine,
                CosineWarmRestarts,
                LinearWarmup {

    /**
     * The rate of a step; 0 or greater.
     *
     * @param step steps made before this one, 0 or greater
     */
    double at(long step);
}
