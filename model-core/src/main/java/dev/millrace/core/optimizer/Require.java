package dev.millrace.core.optimizer;

/** Checks hyperparameters; the messages say which numbers are allowed. NaN never is. */
final class Require {

    private Require() {}

    /** The factor by which something fades at each step. */
    static void decay(String name, double value) {
        require(value >= 0 && value < 1, name, "0 or more and below 1", value);
    }

    /** What is added to a denominator. */
    static void epsilon(double value) {
        between("epsilon", value, 0, 1);
    }

    /** @param low the smallest value, which is allowed */
    static void between(String name, double value, double low, double high) {
        require(value >= low && value <= high, name, "from " + text(low) + " to " + text(high), value);
    }

    /** @param low is not allowed itself */
    static void above(String name, double value, double low, double high) {
        require(value > low && value <= high, name, "above " + text(low) + " and at most " + text(high), value);
    }

    private static void require(boolean fits, String name, String expected, double value) {
        if (!fits) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", got " + value);
        }
    }

    /** As a person would write it. */
    private static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return Long.toString((long) value);
        }
        return Double.toString(value).replace("E", "e").replace(".0e", "e");
    }
}
