package dev.millrace.core.expert;

import java.util.Arrays;
import java.util.List;

/**
 * What the rows of a mixture say to people: the weights of each expert in the unit of the feature's value, and their mean by
 * how much each expert is believed. The mixture predicts the mean of the experts' predictions, not what the mean of their
 * weights would; for squared loss both are the same, but for bounds. The stacks, which have no weights of their own, are left
 * out.
 *
 * <p>A snapshot of how the experts stood; immutable, any thread.
 */
public final class RowReading {

    private final Panel panel;
    private final double[] beliefs;
    private final Restarts restarts;

    RowReading(Panel panel, double[] weights, Restarts restarts) {
        this.panel = panel;
        this.beliefs = new double[panel.lanes()];
        this.restarts = restarts;
        double total = 0;
        for (int lane = 0; lane < beliefs.length; lane++) {
            total += weights[lane];
        }
        for (int lane = 0; lane < beliefs.length; lane++) {
            // All belief may be in the stacks.
            beliefs[lane] = total > 0 ? weights[lane] / total : 1.0 / beliefs.length;
        }
    }

    /** The experts that have weights, in their order. */
    public List<String> experts() {
        return panel.names().subList(0, panel.lanes());
    }

    /**
     * Writes the mean of the experts' weights.
     *
     * @param floats holds the row from {@code offset}
     * @param into one number per output
     */
    public void mean(float[] floats, int offset, double[] into) {
        Arrays.fill(into, 0);
        for (int lane = 0; lane < beliefs.length; lane++) {
            double factor = beliefs[lane] * perUnit(floats, offset, lane);
            if (factor == 0) {
                // What is to be forgotten may be infinite.
                continue;
            }
            for (int c = 0; c < into.length; c++) {
                into[c] = inFloat(into[c] + factor * floats[offset + panel.weights(lane) + c]);
            }
        }
    }

    /**
     * Writes the weights of one expert.
     *
     * @param into one number per output
     */
    public void weights(float[] floats, int offset, int expert, double[] into) {
        double factor = perUnit(floats, offset, expert);
        for (int c = 0; c < into.length; c++) {
            into[c] = factor == 0 ? 0 : inFloat(factor * floats[offset + panel.weights(expert) + c]);
        }
    }

    /** The nearest that a float can hold; answers are in floats. */
    private static double inFloat(double weight) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, weight));
    }

    /** What turns a lane's weight, which is of values in its own unit, into one of values as they are; 0 for a fresh row. */
    private double perUnit(float[] floats, int offset, int lane) {
        if (!restarts.isKept(floats, offset, lane)) {
            return 0;
        }
        float unit = floats[offset + (lane < panel.firstOrder() ? panel.magnitude() : panel.first())];
        return unit == 0 ? 0 : 1.0 / unit;
    }
}
