package dev.millrace.query;

import dev.millrace.core.link.Averaging;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.core.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the rows of one encoded block after the other. One thread. */
final class RowDecoder {

    /** The numbers of a row; see {@link ParameterRow}. */
    record Numbers(
            int row,
            List<Float> weights,
            List<List<Float>> slots,
            @Nullable List<Double> averages) {}

    /**
     * How averages are read.
     *
     * @param state where in a row their state begins
     * @param steps made so far
     */
    record Averages(Averaging averaging, int state, long steps) {}

    private final ParameterLayout layout;
    private final @Nullable Averages averages;
    private final float[] floats;
    private int firstRow;

    /** @param averages null if the learner keeps none */
    RowDecoder(ParameterLayout layout, @Nullable Averages averages) {
        this.layout = layout;
        this.averages = averages;
        this.floats = new float[layout.blockFloats()];
    }

    /** @throws dev.millrace.core.codec.CorruptStateException if it is not a whole, undamaged block */
    void decode(int block, byte[] encoded) {
        BlockCodec.decode(block, encoded, floats, 0, floats.length);
        firstRow = block * layout.rowsPerBlock();
    }

    /** Looks at the block of a row. One that was never written is 0 throughout. */
    void seek(int row, BlockStore blocks) {
        int block = row / layout.rowsPerBlock();
        byte[] encoded = blocks.read(block);
        if (encoded != null) {
            decode(block, encoded);
        } else {
            Arrays.fill(floats, 0);
            firstRow = block * layout.rowsPerBlock();
        }
    }

    /** First row of the block. */
    int firstRow() {
        return firstRow;
    }

    /** Behind the last row of the block; the last block of a model may be longer than the model. */
    int endRow() {
        return Math.min(firstRow + layout.rowsPerBlock(), layout.rowCount());
    }

    /** The largest weight of a row of the block, without its sign. */
    float magnitude(int row) {
        int offset = offset(row);
        float largest = 0;
        for (int i = offset; i < offset + layout.width(); i++) {
            largest = Math.max(largest, Math.abs(floats[i]));
        }
        return largest;
    }

    /** Whether all numbers of a row are 0. */
    boolean isBlank(int row) {
        for (int i = offset(row); i < offset(row) + layout.rowFloats(); i++) {
            if (floats[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** One of the numbers of a row, in the order of {@link ParameterLayout}. */
    float number(int row, int index) {
        return floats[offset(row) + index];
    }

    List<Float> weights(int row) {
        return list(offset(row));
    }

    /** One per output; null if the learner keeps none. */
    @Nullable
    List<Double> averages(int row) {
        return averages == null ? null : averages(averages, offset(row));
    }

    Numbers numbers(int row) {
        int offset = offset(row);
        int width = layout.width();
        List<List<Float>> slots = new ArrayList<>(layout.slots());
        for (int slot = 1; slot <= layout.slots(); slot++) {
            slots.add(list(offset + slot * width));
        }
        return new Numbers(row, list(offset), slots, averages(row));
    }

    private List<Double> averages(Averages how, int offset) {
        int state = offset + how.state;
        double factor = how.steps == 0 ? 0 : how.averaging.factor(floats, state, layout.width(), how.steps);
        List<Double> list = new ArrayList<>(layout.width());
        for (int k = 0; k < layout.width(); k++) {
            list.add(floats[offset + k] + factor * floats[state + k]);
        }
        return list;
    }

    private int offset(int row) {
        return (row - firstRow) * layout.rowFloats();
    }

    private List<Float> list(int offset) {
        List<Float> list = new ArrayList<>(layout.width());
        for (int i = offset; i < offset + layout.width(); i++) {
            list.add(floats[i]);
        }
        return list;
    }
}
