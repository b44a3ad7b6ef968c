package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import java.util.Arrays;

/**
 * The sum of the optimizer inputs (gradients and what comes with them) of a micro-batch that is still open, row by row.
 * Rows keep the order in which they were first touched, and sums are in double precision, added in the order of the events.
 */
final class GradientBatch {

    private final int width;
    private final int summed;
    private int[] rows = new int[16];
    private double[] sums;
    private int size;
    private int count;
    /** Open addressing, index + 1 of the row or 0; a power of two, at least twice as large as {@link #rows}. */
    private int[] table = new int[32];

    /**
     * @param width floats of input for a row
     * @param summed of them in front add up; of the others, the largest of the batch counts
     */
    GradientBatch(int width, int summed) {
        this.width = width;
        this.summed = summed;
        this.sums = new double[16 * width];
    }

    /** Events in the batch. */
    int count() {
        return count;
    }

    /** Rows touched. */
    int size() {
        return size;
    }

    /** Adds the input of one event, as many rows of {@code width} floats as there are rows. */
    void add(int[] eventRows, int eventSize, float[] input) {
        for (int i = 0; i < eventSize; i++) {
            int sum = indexOf(eventRows[i]) * width;
            for (int k = 0; k < summed; k++) {
                sums[sum + k] += input[i * width + k];
            }
            for (int k = summed; k < width; k++) {
                sums[sum + k] = Math.max(sums[sum + k], input[i * width + k]);
            }
        }
        count++;
    }

    /** Writes the rows, and the sum of their input over the events of the batch, divided by {@code divisor}. */
    void copyTo(int[] toRows, float[] toInput, int divisor) {
        System.arraycopy(rows, 0, toRows, 0, size);
        for (int i = 0; i < size * width; i++) {
            toInput[i] = (float) (i % width < summed ? sums[i] / divisor : sums[i]);
        }
    }

    void clear() {
        Arrays.fill(table, 0);
        Arrays.fill(sums, 0, size * width, 0);
        size = 0;
        count = 0;
    }

    void save(StateWriter out) {
        out.writeCount(count);
        out.writeCount(size);
        for (int i = 0; i < size; i++) {
            out.writeCount(rows[i]);
        }
        for (int i = 0; i < size * width; i++) {
            out.writeDouble(sums[i]);
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param maxCount most events that an open batch has
     * @param rowCount rows of the model
     */
    void load(StateReader in, int maxCount, int rowCount) {
        clear();
        count = (int) in.readCount(maxCount, "events in the open batch");
        int saved = (int) in.readCount(rowCount, "rows in the open batch");
        in.expectBytes(saved * (1 + (long) Double.BYTES * width));
        for (int i = 0; i < saved; i++) {
            int row = (int) in.readCount(rowCount - 1L, "row in the open batch");
            if (indexOf(row) != i) {
                throw new CorruptStateException("rows in the open batch: expected each once, found " + row + " again");
            }
        }
        for (int i = 0; i < saved * width; i++) {
            sums[i] = in.readFinite("gradient in the open batch");
        }
    }

    private int indexOf(int row) {
        int mask = table.length - 1;
        int slot = ((row * 0x9E3779B9) >>> 7) & mask;
        int step = 0;
        while (table[slot] != 0) {
            if (rows[table[slot] - 1] == row) {
                return table[slot] - 1;
            }
            // Ever longer steps, so that rows that were chosen to collide do not queue up.
            slot = (slot + ++step) & mask;
        }
        if (size == rows.length) {
            grow();
            return indexOf(row);
        }
        rows[size] = row;
        table[slot] = ++size;
        return size - 1;
    }

    private void grow() {
        int kept = size;
        int[] keptRows = rows;
        rows = new int[2 * kept];
        sums = Arrays.copyOf(sums, 2 * sums.length);
        table = new int[2 * table.length];
        size = 0;
        for (int i = 0; i < kept; i++) {
            indexOf(keptRows[i]);
        }
    }
}
