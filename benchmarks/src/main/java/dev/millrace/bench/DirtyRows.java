package dev.millrace.bench;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Rows that change between two commits, and the blocks that they are in, for blocks of 1, 2, 4 ... rows, summed over commits.
 * One thread.
 */
final class DirtyRows {

    private final BitSet dirty;
    private final long[] blocks;
    private long gapBytes;
    private long commits;

    /**
     * @param dimension rows in all
     * @param sizes of blocks, from 1 row on, each twice the one before
     */
    DirtyRows(int dimension, int sizes) {
        dirty = new BitSet(dimension);
        blocks = new long[sizes];
    }

    void change(int row) {
        dirty.set(row);
    }

    /** Ends what stands between two commits; returns in how many blocks of {@code 2^shift} rows something changed. */
    long commit(int shift) {
        long[] before = blocks.clone();
        int[] last = new int[blocks.length];
        Arrays.fill(last, -1);
        int previous = -1;
        for (int row = dirty.nextSetBit(0); row >= 0; row = dirty.nextSetBit(row + 1)) {
            for (int size = 0; size < blocks.length; size++) {
                if (row >>> size != last[size]) {
                    last[size] = row >>> size;
                    blocks[size]++;
                }
            }
            gapBytes += varintBytes(row - previous);
            previous = row;
        }
        dirty.clear();
        commits++;
        return blocks[shift] - before[shift];
    }

    /** As many bytes as a number takes in groups of 7 bits. */
    private static int varintBytes(int number) {
        return (38 - Integer.numberOfLeadingZeros(number | 1)) / 7;
    }

    long commits() {
        return commits;
    }

    /** Rows, counted anew at each commit. */
    long rows() {
        return blocks[0];
    }

    /** Blocks of {@code 2^shift} rows, counted anew at each commit. */
    long blocks(int shift) {
        return blocks[shift];
    }

    /** Bytes that it takes to name the rows in their order, each by its distance from the one before. */
    long gapBytes() {
        return gapBytes;
    }
}
