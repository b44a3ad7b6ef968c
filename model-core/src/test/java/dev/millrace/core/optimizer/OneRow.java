package dev.millrace.core.optimizer;

import java.util.Arrays;

/** One row in a page, updated in place. */
public final class OneRow {

    private OneRow() {}

    /**
     * @param page holds the row from the offset
     * @param input holds its input from the offset
     */
    public static void update(
            Optimizer optimizer,
            float[] page,
            int offset,
            float[] input,
            int inputOffset,
            int width,
            double[] coefficients) {
        RowColumns row = gather(optimizer, page, offset, input, inputOffset, width);
        optimizer.update(row, coefficients);
        row.scatter(page, new int[] {offset});
    }

    /** Arguments as of {@link #update}. */
    public static void observe(
            Optimizer optimizer,
            float[] page,
            int offset,
            float[] input,
            int inputOffset,
            int width,
            double[] coefficients) {
        RowColumns row = gather(optimizer, page, offset, input, inputOffset, width);
        optimizer.observe(row, coefficients);
        row.scatter(page, new int[] {offset});
    }

    private static RowColumns gather(
            Optimizer optimizer, float[] page, int offset, float[] input, int inputOffset, int width) {
        RowColumns row = new RowColumns(optimizer, width);
        row.gather(page, new int[] {offset}, 0, 1);
        row.take(Arrays.copyOfRange(
                input, inputOffset, inputOffset + optimizer.input().floats(width)));
        return row;
    }
}
