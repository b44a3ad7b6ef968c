package dev.millrace.core.link;

/** Checks that links share, with messages that say what was expected. */
final class Limits {

    private Limits() {}

    static void requireLimit(double limit) {
        require(limit > 0 && limit <= 1e9, "limit", "above 0 and at most 1e9", limit);
    }

    static void requireStrength(double strength) {
        require(strength > 0 && strength <= 1e3, "strength", "above 0 and at most 1000", strength);
    }

    static void require(boolean fits, String name, String expected, double found) {
        if (!fits) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", got " + found);
        }
    }
}
