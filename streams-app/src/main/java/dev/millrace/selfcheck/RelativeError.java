package dev.millrace.selfcheck;

/**
 * The largest error of figures, each relative to its size: {@code |actual - expected| / max(|expected|, floor)}. Below the
 * floor errors count as absolute: a weight that passes 0 keeps the rounding errors of the numbers that it was made of. Where
 * no finite figure was recorded, nothing is compared. One thread.
 */
final class RelativeError {

    private final double floor;
    private double largest;
    private boolean empty = true;

    RelativeError(double floor) {
        this.floor = floor;
    }

    void add(double actual, double expected) {
        if (Double.isFinite(expected)) {
            empty = false;
            double error = Math.abs(actual - expected) / Math.max(Math.abs(expected), floor);
            // A result that is no number is as wrong as can be.
            largest = Math.max(largest, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
        }
    }

    /** Whether there was nothing to compare with. */
    boolean isEmpty() {
        return empty;
    }

    double largest() {
        return largest;
    }
}
