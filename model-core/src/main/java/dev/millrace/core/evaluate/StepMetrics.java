package dev.millrace.core.evaluate;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;

/**
 * How the optimizer's steps went. Norms are those of the gradient as it came from the loss (the mean or sum of a batch),
 * before any link.
 *
 * <p>One thread; allocates nothing per step.
 */
public final class StepMetrics {

    private static final int FORMAT = 1;

    private final SlidingMeans window;
    private double gradientNorm;
    private long clipped;
    private long refused;
    private long bounded;

    /** @param steps in the sliding window, 10 or more */
    public StepMetrics(long steps) {
        this.window = new SlidingMeans(1, steps);
    }

    /**
     * Takes in a step that was made.
     *
     * @param norm of its gradient, finite
     * @param wasClipped whether a link clipped the gradient
     * @param boundedRows rows whose weights were brought back to a bound
     */
    public void add(double norm, boolean wasClipped, int boundedRows) {
        gradientNorm = norm;
        window.next();
        window.add(0, norm);
        clipped += wasClipped ? 1 : 0;
        bounded += boundedRows;
    }

    /** Counts a step that was not made, with all the events of its batch, because it would not have been finite. */
    public void addRefused() {
        refused++;
    }

    /** Of the last step; NaN before the first. */
    public double gradientNorm() {
        return window.count() == 0 ? Double.NaN : gradientNorm;
    }

    /** Mean over the window; NaN before the first step. */
    public double windowGradientNorm() {
        return window.mean(0);
    }

    /** Steps whose gradient was clipped. */
    public long clipped() {
        return clipped;
    }

    /** Steps of batches that were refused. */
    public long refused() {
        return refused;
    }

    /** How often a row was brought back to a bound. */
    public long bounded() {
        return bounded;
    }

    public void save(StateWriter out) {
        out.writeInt(FORMAT);
        out.writeDouble(gradientNorm);
        out.writeCount(clipped);
        out.writeCount(refused);
        out.writeCount(bounded);
        window.save(out);
    }

    public void load(StateReader in) {
        in.expectInt(FORMAT, "format of the steps' metrics");
        gradientNorm = in.readFinite("norm of the last gradient");
        clipped = in.readCount();
        refused = in.readCount();
        bounded = in.readCount();
        window.load(in);
    }
}
