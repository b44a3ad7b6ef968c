package dev.millrace.core.schedule;

/**
 * Cosine annealing that jumps back to the full rate after each cycle, the cycles becoming longer (SGDR; Loshchilov and
 * Hutter, ICLR 2017): {@code floor + (rate - floor) (1 + cos(pi p / length)) / 2}, with {@code p} steps into a cycle.
 *
 * @param first steps of the first cycle, 1 or more
 * @param growth each cycle is this many times as long as the one before, 1 to 1000
 * @param floor 0 or more and at most the rate
 */
public record CosineWarmRestarts(double rate, long first, int growth, double floor) implements LearningRateSchedule {

    public CosineWarmRestarts {
        Arguments.requireRate(rate);
        Arguments.requireSteps("first", first);
        if (growth < 1 || growth > 1000) {
            throw new IllegalArgumentException("growth: expected 1 to 1000, got " + growth);
        }
        Arguments.requireFloor(floor, rate);
    }

    @Override
    public double at(long step) {
        long length = first;
        long position = step;
        if (growth == 1) {
            position %= length;
        }
        while (position >= length) {
            position -= length;
            // A cycle that would be longer than all steps there can be does not end.
            length = length > Long.MAX_VALUE / growth ? Long.MAX_VALUE : length * growth;
        }
        return Cosine.wave(rate, floor, position, length);
    }
}
