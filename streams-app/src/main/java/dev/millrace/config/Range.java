package dev.millrace.config;

import java.util.Locale;

/** The numbers that a setting may have: an interval whose ends are in or out. */
record Range(double low, boolean lowIncluded, double high, boolean highIncluded) {

    static Range between(double low, double high) {
        return new Range(low, true, high, true);
    }

    static Range atLeastAndBelow(double low, double high) {
        return new Range(low, true, high, false);
    }

    static Range aboveAndAtMost(double low, double high) {
        return new Range(low, false, high, true);
    }

    boolean contains(double value) {
        return (lowIncluded ? value >= low : value > low) && (highIncluded ? value <= high : value < high);
    }

    /** In words, such as {@code from 1 to 26} or {@code above 0 and at most 1}. */
    String inWords() {
        if (lowIncluded && highIncluded) {
            return "from " + text(low) + " to " + text(high);
        }
        return (lowIncluded ? text(low) + " or more" : "above " + text(low)) + " and "
                + (highIncluded ? "at most " : "below ") + text(high);
    }

    /** A number as a person would write it. */
    private static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e10) {
            return Long.toString((long) value);
        }
        return Double.toString(value).toLowerCase(Locale.ROOT).replace(".0e", "e");
    }
}
