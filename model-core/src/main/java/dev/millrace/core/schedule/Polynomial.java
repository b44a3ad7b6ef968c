package dev.millrace.core.schedule;

import dev.millrace.core.math.Exact;

/**
 * {@code rate * (1 - min(t, total) / total)^power}: it comes to 0 after {@code total} steps and stays there, so that a
 * stream which goes on is no longer learned from.
 *
 * @param total steps until 0, 1 or more
 * @param power above 0 and at most 100; 1 is a straight line
 */
public record Polynomial(double rate, long total, double power) implements LearningRateSchedule {

    public Polynomial {
        Arguments.requireRate(rate);
        Arguments.requireSteps("total", total);
        Arguments.require(power > 0 && power <= 100, "power", "above 0 and at most 100", power);
    }

    @Override
    public double at(long step) {
        long rest = total - Math.min(step, total);
        return rate * Exact.power((double) rest / total, power);
    }
}
