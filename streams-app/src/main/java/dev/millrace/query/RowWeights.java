package dev.millrace.query;

import dev.millrace.core.expert.RowReading;
import dev.millrace.core.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a row's numbers are its weights and slots: those that stand there; or, of a learner with experts, the mean of the
 * experts' weights by how much each is believed, and each expert's. One thread.
 */
final class RowWeights {

    /** What answers call weights that are the row's own. */
    static final String OWN = "weights";

    /** What answers call the others. */
    static final String MEAN = "weighted mean of the experts' weights";

    private final ParameterLayout layout;
    private final @Nullable RowReading reading;
    private final double[] values;

    /** @param reading null if the learner has no experts */
    RowWeights(ParameterLayout layout, @Nullable RowReading reading) {
        this.layout = layout;
        this.reading = reading;
        this.values = new double[layout.width()];
    }

    /** Whether a row's weights are made from all of its numbers. */
    boolean areMean() {
        return reading != null;
    }

    /** One per output, of the row that begins at the offset. */
    List<Float> of(float[] floats, int offset) {
        if (reading == null) {
            return list(floats, offset);
        }
        reading.mean(floats, offset, values);
        return values();
    }

    /** The largest of them, without its sign. */
    float magnitude(float[] floats, int offset) {
        float largest = 0;
        if (reading == null) {
            for (int i = offset; i < offset + values.length; i++) {
                largest = Math.max(largest, Math.abs(floats[i]));
            }
            return largest;
        }
        reading.mean(floats, offset, values);
        for (double value : values) {
            largest = Math.max(largest, Math.abs((float) value));
        }
        return largest;
    }

    /** As many lists as the learner has names for, each with one number per output. */
    List<List<Float>> slots(float[] floats, int offset) {
        List<List<Float>> slots = new ArrayList<>();
        if (reading == null) {
            for (int slot = 1; slot <= layout.slots(); slot++) {
                slots.add(list(floats, offset + slot * values.length));
            }
            return slots;
        }
        for (int expert = 0; expert < reading.experts().size(); expert++) {
            reading.weights(floats, offset, expert, values);
            slots.add(values());
        }
        return slots;
    }

    private List<Float> values() {
        List<Float> list = new ArrayList<>(values.length);
        for (double value : values) {
            list.add((float) value);
        }
        return list;
    }

    private List<Float> list(float[] floats, int offset) {
        List<Float> list = new ArrayList<>(values.length);
        for (int i = offset; i < offset + values.length; i++) {
            list.add(floats[i]);
        }
        return list;
    }
}
