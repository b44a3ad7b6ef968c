package dev.millrace.replay;

/**
 * How a replay goes.
 *
 * @param threads that learn, 1 or more; the result does not depend on it
 * @param holdout share of the examples that are never learned from, 0 or greater and below 1: those whose key's hash is in
 *     that share, or whose position's hash if they have no key
 * @param epochs how often the input is learned from, 1 or more
 * @param halving successive halving: how many times fewer candidates go on after each rung, 2 or more; 1 for none
 * @param keep candidates that are never dropped, 1 or more
 * @param namesFeatures whether what stands behind hashed rows is remembered, to be saved with a model
 */
public record ReplayOptions(int threads, double holdout, int epochs, int halving, int keep, boolean namesFeatures) {

    public ReplayOptions {
        require(threads >= 1, "threads: expected 1 or more, got " + threads);
        require(holdout >= 0 && holdout < 1, "holdout: expected 0 or more and less than 1, got " + holdout);
        require(epochs >= 1, "epochs: expected 1 or more, got " + epochs);
        require(halving >= 1, "halving: expected 1 or more, got " + halving);
        require(keep >= 1, "keep: expected 1 or more, got " + keep);
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
