package dev.millrace.core.schedule;

/** The learning rate as a pure function of the step, so that it replays. Implementations are immutable. */
public sealed interface LearningRateSchedule {

    /**
     * The rate of a step.
     *
     * @param step steps made before this one, 0 or greater
     */
    double at(long step);

    /** The same rate at every step. */
    record Constant(double rate) implements LearningRateSchedule {
        public Constant {
            requireRate(rate);
        }

        @Override
        public double at(long step) {
            return rate;
        }
    }

    /**
     * {@code rate / sqrt(step + 1)}: the rate with which online gradient descent has a regret that grows with the
     * square root of the number of steps (Zinkevich, ICML 2003).
     */
    record InverseSquareRoot(double rate) implements LearningRateSchedule {
        public InverseSquareRoot {
            requireRate(rate);
        }

        @Override
        public double at(long step) {
            return rate / Math.sqrt(step + 1.0);
        }
    }

    private static void requireRate(double rate) {
        if (!(rate > 0 && rate <= 1e6)) {
            throw new IllegalArgumentException("rate: expected above 0 and at most 1e6, got " + rate);
        }
    }
}
