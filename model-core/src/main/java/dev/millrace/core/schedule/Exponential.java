package dev.millrace.core.schedule;

import dev.millrace.core.math.Exact;

/**
 * {@code rate * factor^t}. It comes to 0 in the end: with a factor of 0.999, a rate is below the resolution of a float
 * after some 20,000 steps.
 *
 * @param factor above 0 and at most 1
 */
public record Exponential(double rate, double factor) implements LearningRateSchedule {

    public Exponential {
        Arguments.requireRate(rate);
        Arguments.requireFactor(factor);
    }

    @Override
    public double at(long step) {
        return rate * Exact.power(factor, (double) step);
    }
}
