package dev.millrace.core.link;

import dev.millrace.core.math.Exact;

/**
 * The exponential moving average of the weights, {@code a = decay * a + (1 - decay) * w} after every step; it starts at the
 * weights' own start, 0.
 *
 * <p>State: one float a weight, the average minus the weight after the row's last step; then the number of that step, in two
 * floats of 24 bits each, exact for 2^48 steps.
 *
 * @param decay above 0 and below 1; the average looks back about {@code 1 / (1 - decay)} steps
 */
public record ExponentialAverage(double decay, boolean served) implements Averaging {

    private static final int LOW_BITS = 24;

    public ExponentialAverage {
        Limits.require(decay > 0 && decay < 1, "decay", "above 0 and below 1", decay);
    }

    @Override
    public int floats(int width) {
        return width + 2;
    }

    @Override
    public void update(float[] page, int offset, int state, int width, float[] before, int beforeOffset, long step) {
        double idle = factor(page, state, width, step - 1);
        for (int k = 0; k < width; k++) {
            double change = (double) page[offset + k] - before[beforeOffset + k];
            page[state + k] = (float) (decay * (idle * page[state + k] - change));
        }
        page[state + width] = (float) (step >>> LOW_BITS);
        page[state + width + 1] = (float) (step & (1 << LOW_BITS) - 1);
    }

    @Override
    public double factor(float[] page, int state, int width, long steps) {
        long last = ((long) page[state + width] << LOW_BITS) + (long) page[state + width + 1];
        return Exact.power(decay, (double) (steps - last));
    }
}
