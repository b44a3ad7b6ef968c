package dev.millrace.core.schedule;

/**
 * {@code rate / sqrt(t + 1)}: the rate with which online gradient descent has a regret that grows with the square root of
 * the number of steps (Zinkevich, ICML 2003).
 */
public record InverseSquareRoot(double rate) implements LearningRateSchedule {

    public InverseSquareRoot {
        Arguments.requireRate(rate);
    }

    @Override
    public double at(long step) {
        return rate / Math.sqrt(step + 1.0);
    }
}
