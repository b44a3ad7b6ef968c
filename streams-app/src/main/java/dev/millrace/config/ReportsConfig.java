package dev.millrace.config;

/**
 * When a learner reports its loss, and over what.
 *
 * @param every events of one learner between two reports; 1 or more
 * @param window examples in the sliding window of the report; {@value #MIN_WINDOW} to {@value #MAX_WINDOW}, because the window is part of
 *     the learner's state
 */
public record ReportsConfig(int every, int window) {

    /** The window slides by tenths. */
    public static final int MIN_WINDOW = 10;

    public static final int MAX_WINDOW = 1_000_000;

    public static final ReportsConfig DEFAULT = new ReportsConfig(10_000, 10_000);

    public ReportsConfig {
        if (every < 1) {
            throw new IllegalArgumentException("every: expected 1 or more, got " + every);
        }
        if (window < MIN_WINDOW || window > MAX_WINDOW) {
            throw new IllegalArgumentException(
                    "window: expected " + MIN_WINDOW + " to " + MAX_WINDOW + ", got " + window);
        }
    }
}
