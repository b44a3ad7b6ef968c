package dev.millrace.bench.report;

import java.util.Locale;

/** What a ratio is wanted to be. Nothing fails on it. */
public record Bar(double value, boolean isLeast) {

    public static Bar atLeast(double value) {
        return new Bar(value, true);
    }

    public static Bar atMost(double value) {
        return new Bar(value, false);
    }

    public boolean isReachedBy(double ratio) {
        return isLeast ? ratio >= value : ratio <= value;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "at %s %s", isLeast ? "least" : "most", value);
    }
}
