package dev.millrace.core.schedule;

import dev.millrace.core.math.Exact;

/**
 * {@code floor + (rate - floor) (1 + cos(pi t / half)) / 2}: falls to the floor in {@code half} steps, rises again in as
 * many, and so on (as PyTorch's CosineAnnealingLR does after its T_max).
 *
 * @param half steps from the rate to the floor, 1 or more
 * @param floor 0 or more and at most the rate
 */
public record Cosine(double rate, long half, double floor) implements LearningRateSchedule {

    public Cosine {
        Arguments.requireRate(rate);
        Arguments.requireSteps("half", half);
        Arguments.requireFloor(floor, rate);
    }

    @Override
    public double at(long step) {
        long cycle = step / half;
        long position = step % half;
        // Within the first half wave, so that the angle keeps its digits however long the stream is.
        return wave(rate, floor, (cycle & 1) == 0 ? position : half - position, half);
    }

    /** From the rate at position 0 to the floor at position {@code half}. */
    static double wave(double rate, double floor, long position, long half) {
        return floor + (rate - floor) * (1 + Exact.cosineOfHalfTurn((double) position / half)) / 2;
    }
}
