package dev.millrace.bench.optimizer;

import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RowColumns;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A full step over all rows of a dense model, as the learner makes it: what is the same for all rows first, then the rows,
 * part by part. The check that all is finite before any of it is written is not in it. One thread.
 */
final class DenseStep {

    private final int rows;
    private final int width;
    private final int[] offsets;
    private final float[] page;
    private final float[] input;
    private final double[] coefficients = new double[Optimizer.MAX_COEFFICIENTS];

    /** @param pageFloats of a row of the optimizer with the most slots */
    DenseStep(int rows, int width, int pageFloats, int inputFloats) {
        this.rows = rows;
        this.width = width;
        this.offsets = new int[rows];
        this.page = new float[Math.multiplyExact(rows, pageFloats)];
        this.input = new float[Math.multiplyExact(rows, inputFloats)];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < input.length; i++) {
            // Not negative, since a part of it may be a curvature; never so small that the step would be slow for it.
            input[i] = (float) (0.1 + random.nextDouble());
        }
    }

    static int rowFloats(Optimizer optimizer, int width) {
        return width * (1 + optimizer.slotsPerWeight()) + optimizer.slotsPerRow();
    }

    /** Bytes that a step reads and writes: weights and slots twice, the input once. */
    long bytes(Optimizer optimizer) {
        return (long) rows
                * Float.BYTES
                * (2L * rowFloats(optimizer, width) + optimizer.input().floats(width));
    }

    /** Fresh weights, and a first step, which differs from all others. */
    void begin(Optimizer optimizer) {
        Arrays.fill(page, 0);
        Arrays.fill(coefficients, 0);
        step(optimizer, 1);
    }

    void step(Optimizer optimizer, long number) {
        RowColumns columns = new RowColumns(optimizer, width);
        int rowFloats = rowFloats(optimizer, width);
        Arrays.setAll(offsets, row -> row * rowFloats);
        if (optimizer.commonNumbers() > 0) {
            for (int from = 0; from < rows; from += columns.partRows()) {
                gather(columns, from);
                optimizer.observe(columns, coefficients);
                columns.scatter(page, offsets);
            }
        }
        optimizer.prepareStep(0.01, number, coefficients);
        for (int from = 0; from < rows; from += columns.partRows()) {
            gather(columns, from);
            optimizer.update(columns, coefficients);
            columns.scatter(page, offsets);
        }
    }

    private void gather(RowColumns columns, int from) {
        columns.gather(page, offsets, from, Math.min(columns.partRows(), rows - from));
        columns.take(input);
    }

    /** Fails unless the step changed the weights, and left them finite. */
    void requireWork(Optimizer optimizer) {
        int last = (rows - 1) * rowFloats(optimizer, width);
        if (page[last] == 0 || !Float.isFinite(page[last])) {
            throw new IllegalStateException(optimizer + ": expected the step to move the weights, found " + page[last]);
        }
    }
}
