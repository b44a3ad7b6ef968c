package dev.millrace.core.schedule;

/** Checks that schedules share, with messages that say what was expected. */
final class Arguments {

    private Arguments() {}

    static void requireRate(double rate) {
        require(rate > 0 && rate <= 1e6, "rate", "above 0 and at most 1e6", rate);
    }

    static void requireFactor(double factor) {
        require(factor > 0 && factor <= 1, "factor", "above 0 and at most 1", factor);
    }

    /** A rate that a schedule does not fall below. */
    static void requireFloor(double floor, double rate) {
        require(floor >= 0 && floor <= rate, "floor", "0 or more and at most the rate " + rate, floor);
    }

    static void requireSteps(String name, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(name + ": expected 1 step or more, got " + steps);
        }
    }

    static void require(boolean fits, String name, String expected, double found) {
        if (!fits) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", got " + found);
        }
    }
}
