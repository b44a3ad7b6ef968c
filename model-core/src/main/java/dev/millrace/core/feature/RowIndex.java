package dev.millrace.core.feature;

import java.util.Arrays;

/**
 * Where each row stands in the vector of one event: an open hash table that is small enough for the fastest cache, and
 * that is cleared by beginning a new generation.
 */
final class RowIndex {

    private static final long GENERATION = 1L << 32;

    /** Generation and position; at most half full. */
    private long[] table = new long[1024];

    private long generation = GENERATION;
    private int size;

    void clear() {
        size = 0;
        generation += GENERATION;
        if (generation == 0) {
            Arrays.fill(table, 0);
            generation = GENERATION;
        }
    }

    /**
     * The position of a row among those that were put since {@link #clear}; the row is put if it is not there.
     *
     * @param rows row at each position
     * @param next position that a new row will have
     */
    int findOrPut(int row, int[] rows, int next) {
        int mask = table.length - 1;
        int slot = slot(row, mask);
        long entry = table[slot];
        int step = 0;
        while ((entry ^ generation) >>> 32 == 0) {
            if (rows[(int) entry] == row) {
                return (int) entry;
            }
            slot = (slot + ++step) & mask;
            entry = table[slot];
        }
        table[slot] = generation | next;
        if (2 * ++size > table.length) {
            grow(row, rows, next);
        }
        return next;
    }

    private void grow(int lastRow, int[] rows, int last) {
        long[] old = table;
        table = new long[2 * old.length];
        int mask = table.length - 1;
        for (long entry : old) {
            if ((entry ^ generation) >>> 32 == 0) {
                int slot = slot((int) entry == last ? lastRow : rows[(int) entry], mask);
                int step = 0;
                while ((table[slot] ^ generation) >>> 32 == 0) {
                    slot = (slot + ++step) & mask;
                }
                table[slot] = entry;
            }
        }
    }

    private static int slot(int row, int mask) {
        return ((row * 0x9E3779B9) >>> 7) & mask;
    }
}
