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
    private final RowWeights weights;
    private final @Nullable Averages averages;
    private final float[] floats;
    private int firstRow;

    /** @param averages null if the learner keeps none */
    RowDecoder(ParameterLayout layout, RowWeights weights, @Nullable Averages averages) {
        this.layout = layout;
        this.weights = weights;
        this.averages = averages;
        this.floats = new float[layout.blockFloats()];
    }

    /** @throws dev.millrace.core.codec.CorruptStateException if it is not a whole, undamaged block */
    void decode(int block, byte[] encoded) {
        BlockCodec.decode(block, encoded, floats, 0, floats.length);
        firstRow = hasRows(block) ? block * layout.rowsPerBlock() : layout.rowCount();
    }

    /** Whether a block has rows; if not, no block behind it has, for it is of the tail. */
    boolean hasRows(int block) {
        return block < layout.tailBlock();
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

    /** First row of the block; of the tail's blocks, which have none, the end of all rows. */
    int firstRow() {
        return firstRow;
    }

    /** Behind the last row of the block; the last block of a model may be longer than the model. */
    int endRow() {
        return Math.min(firstRow + layout.rowsPerBlock(), layout.rowCount());
    }

    /** The largest weight of a row of the block, without its sign. */
    float magnitude(int row) {
        return weights.magnitude(floats, offset(row));
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

    /** Numbers of a row, in the order of {@link ParameterLayout}. */
    List<Float> numbers(int row, int from, int to) {
        return list(offset(row) + from, to - from);
    }

    /** All numbers of the block. */
    List<Float> numbersOfBlock() {
        return list(0, floats.length);
    }

    /** One per output. */
    List<Float> weights(int row) {
        return weights.of(floats, offset(row));
    }

    /** As many lists as the learner has names for. */
    List<List<Float>> slots(int row) {
        return weights.slots(floats, offset(row));
    }

    /** Whether weights and slots are made from a row's numbers, and not simply some of them. */
    boolean readsRows() {
        return weights.areMean();
    }

    /** One per output; null if the learner keeps none. */
    @Nullable
    List<Double> averages(int row) {
        return averages == null ? null : averages(averages, offset(row));
    }

    Numbers numbers(int row) {
        return new Numbers(row, weights(row), slots(row), averages(row));
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

    private List<Float> list(int offset, int length) {
        List<Float> list = new ArrayList<>(length);
        for (int i = offset; i < offset + length; i++) {
            list.add(floats[i]);
        }
        return list;
    }
}
