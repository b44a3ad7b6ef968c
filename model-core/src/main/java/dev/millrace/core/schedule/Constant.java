package dev.millrace.core.schedule;

/** The same rate at every step. */
public record Constant(double rate) implements LearningRateSchedule {

    public Constant {
        Arguments.requireRate(rate);
    }

    @Override
    public double at(long step) {
        return rate;
    }
}
