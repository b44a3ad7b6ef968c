package dev.millrace.core.schedule;

/**
 * {@code rate / (1 + k t)}: its sum has no limit and the sum of its squares has one, so that stochastic approximation
 * converges (Robbins and Monro 1951).
 *
 * @param k how fast it falls, per step; above 0 and at most 1e6
 */
public record InverseTime(double rate, double k) implements LearningRateSchedule {

    public InverseTime {
        Arguments.requireRate(rate);
        Arguments.require(k > 0 && k <= 1e6, "k", "above 0 and at most 1e6", k);
    }

    @Override
    public double at(long step) {
        return rate / (1 + k * step);
    }
}
