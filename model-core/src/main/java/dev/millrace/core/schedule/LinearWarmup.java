package dev.millrace.core.schedule;

/**
 * {@code min(1, (t + 1) / steps)} times the schedule that follows. That schedule sees the whole count of steps, not the
 * count since the warm-up ended: the two factors are multiplied at every step.
 *
 * @param steps until the full rate, 1 or more
 * @param then any schedule but another warm-up
 */
public record LinearWarmup(long steps, LearningRateSchedule then) implements LearningRateSchedule {

    public LinearWarmup {
        Arguments.requireSteps("steps", steps);
        if (then instanceof LinearWarmup) {
            throw new IllegalArgumentException("then: expected a schedule that is not itself a warm-up, got " + then);
        }
    }

    @Override
    public double at(long step) {
        double rate = then.at(step);
        return step < steps - 1 ? rate * ((step + 1.0) / steps) : rate;
    }
}
