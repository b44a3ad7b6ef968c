package dev.millrace.core.schedule;

import dev.millrace.core.math.Exact;

/**
 * {@code rate * factor^floor(t / every)}: a staircase.
 *
 * @param every steps on each stair, 1 or more
 * @param factor above 0 and at most 1
 */
public record StepDecay(double rate, long every, double factor) implements LearningRateSchedule {

    public StepDecay {
        Arguments.requireRate(rate);
        Arguments.requireSteps("every", every);
        Arguments.requireFactor(factor);
    }

    @Override
    public double at(long step) {
        long stair = step / every;
        return rate * Exact.power(factor, (double) stair);
    }
}
