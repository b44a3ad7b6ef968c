package dev.millrace.bench.report;

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
        return (isLeast ? "at least " : "at most ") + Figures.exact(value);
    }
}
