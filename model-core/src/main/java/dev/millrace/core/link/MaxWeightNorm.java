package dev.millrace.core.link;

/**
 * A bound on the weights: after the update, a row whose Euclidean norm is above {@code limit} is scaled back to it. Per row:
 * the weight of a feature, or all of its weights where there is one per class. (A norm over all rows would have to read the
 * whole model at each step.)
 *
 * @param limit above 0 and at most 1e9
 */
public record MaxWeightNorm(double limit) implements WeightLink {

    public MaxWeightNorm {
        Limits.requireLimit(limit);
    }

    @Override
    public boolean apply(float[] page, int offset, int width, double rate) {
        double squares = 0;
        for (int i = offset; i < offset + width; i++) {
            squares += (double) page[i] * page[i];
        }
        double norm = Math.sqrt(squares);
        // An infinite or undefined row is left to the check of the whole step.
        // What was scaled back before may be above by the rounding of its floats.
        if (!(norm > limit * (1 + 0x1p-22)) || norm > Double.MAX_VALUE) {
            return false;
        }
        double factor = limit / norm;
        for (int i = offset; i < offset + width; i++) {
            page[i] = (float) (page[i] * factor);
        }
        return true;
    }
}
