package dev.millrace.core.link;

/**
 * The mean of the weights after each step since {@code start} (Polyak and Juditsky, SIAM J. Control Optim. 30, 1992; Ruppert
 * 1988). Until then it is the weight itself.
 *
 * <p>State: one float a weight, the sum of {@code (n - 1 - start)} times the change of the weight in step {@code n}; the
 * mean is the weight minus that sum over the number of steps averaged.
 *
 * @param start steps before the first that counts, 0 to 1e12
 */
public record PolyakAverage(long start, boolean served) implements Averaging {

    public PolyakAverage {
        if (start < 0 || start > 1_000_000_000_000L) {
            throw new IllegalArgumentException("start: expected 0 to 1000000000000 steps, got " + start);
        }
    }

    @Override
    public int floats(int width) {
        return width;
    }

    @Override
    public void update(float[] page, int offset, int state, int width, float[] before, int beforeOffset, long step) {
        long earlier = step - 1 - start;
        if (earlier <= 0) {
            return;
        }
        for (int k = 0; k < width; k++) {
            double change = (double) page[offset + k] - before[beforeOffset + k];
            page[state + k] = (float) (page[state + k] + earlier * change);
        }
    }

    @Override
    public double factor(float[] page, int state, int width, long steps) {
        return steps <= start ? 0 : -1.0 / (steps - start);
    }
}
