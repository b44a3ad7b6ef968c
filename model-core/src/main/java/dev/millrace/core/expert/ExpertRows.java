package dev.millrace.core.expert;

import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;

/**
 * The rows that one event touches, and its values in units that do not depend on the scale of the features: for first-order
 * experts in mean sizes of the feature so far, this event included, at most {@link #LIMIT}; for second-order experts, which
 * do not mind the unit as long as it stays the same, in sizes of its first value. What is 0 is as good as absent.
 *
 * <p>The label has no part in a unit, so a prediction may use the one that its own event gives. To read changes nothing;
 * {@link #learn} takes the event into the units.
 *
 * <p>One thread.
 */
public final class ExpertRows {

    /** From here on the mean size of a feature is one of recent events. */
    static final int MOST_COUNTED = 1 << 20;

    /** How many mean sizes a value counts for at most: an outlier must not decide the rates of all steps to come. */
    private static final double LIMIT = 16;

    /** Below that a float loses digits. */
    private static final float LEAST = 1e-30f;

    /** A first value may be tiny by chance. */
    private static final double MOST_RELATIVE = 1e9;

    private final Panel panel;
    private final WorkingSet parameters;
    private int size;
    private int[] rows = new int[32];
    private int[] offsets = new int[32];
    private float[] sizes = new float[32];
    private float[] scaled = new float[32];
    private double[] relative = new double[32];
    private double squares;
    private final int middle;
    private final int last;
    /** Without a meaning; it is kept so that the fetching is not optimised away. */
    private float fetched;

    public ExpertRows(Panel panel, WorkingSet parameters) {
        this.panel = panel;
        this.parameters = parameters;
        this.last = parameters.layout().rowFloats() - 1;
        this.middle = last / 2;
    }

    /** Of the last row that was expected. */
    float fetched() {
        return fetched;
    }

    /** Begins an event, whose features are then added. */
    public void clear() {
        size = 0;
        squares = 0;
    }

    /**
     * Says that the row will be added. All rows of an event first, and their memory is fetched at once: a row is large, and
     * to wait for one after the other would take longer than all arithmetic.
     */
    public void expect(int row) {
        int offset = parameters.locate(row);
        float[] data = parameters.data();
        fetched = data[offset] + data[offset + middle] + data[offset + last];
    }

    /** Adds a finite value. */
    public void add(int row, float value) {
        float magnitude = Math.abs(value);
        if (magnitude < LEAST) {
            return;
        }
        if (size == rows.length) {
            grow();
        }
        int offset = parameters.locate(row);
        float[] data = parameters.data();
        float first = data[offset + panel.first()];
        float count = data[offset + panel.count()];
        float mean = data[offset + panel.magnitude()];
        float unit = mean + (magnitude - mean) / Math.min(count + 1, MOST_COUNTED);
        double scale = Math.max(-LIMIT, Math.min(LIMIT, (double) value / unit));
        rows[size] = row;
        offsets[size] = offset;
        sizes[size] = unit;
        scaled[size] = (float) scale;
        if (panel.secondOrder() > 0) {
            double exact = first == 0 ? Math.signum(value) : (double) value / first;
            relative[size] = Math.max(-MOST_RELATIVE, Math.min(MOST_RELATIVE, exact));
        }
        size++;
        squares += scale * scale;
    }

    /** Takes the event into the units of its features. */
    void learn() {
        float[] data = parameters.data();
        for (int i = 0; i < size; i++) {
            int offset = offsets[i];
            float count = data[offset + panel.count()];
            if (count == 0) {
                data[offset + panel.first()] = sizes[i];
            }
            data[offset + panel.count()] = Math.min(count + 1, MOST_COUNTED);
            data[offset + panel.magnitude()] = sizes[i];
            parameters.markChanged(rows[i]);
        }
    }

    public int size() {
        return size;
    }

    int row(int i) {
        return rows[i];
    }

    /** Where the rows begin in the working set. */
    int[] offsets() {
        return offsets;
    }

    /** Values for first-order experts. */
    float[] scaled() {
        return scaled;
    }

    /** Values for second-order experts, if there are any. */
    double[] relative() {
        return relative;
    }

    /** The sum of the squares of {@link #scaled}. */
    double squares() {
        return squares;
    }

    private void grow() {
        rows = Arrays.copyOf(rows, 2 * size);
        offsets = Arrays.copyOf(offsets, 2 * size);
        sizes = Arrays.copyOf(sizes, 2 * size);
        scaled = Arrays.copyOf(scaled, 2 * size);
        relative = Arrays.copyOf(relative, 2 * size);
    }
}
