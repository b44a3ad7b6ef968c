package dev.millrace.replay;

import java.util.Arrays;

/**
 * Losses in the order of the stream, summed over blocks of equally many examples, so that the series of two candidates can be
 * compared block by block, and takes little memory whatever the length of the stream. When {@value #MAX_BLOCKS} blocks are
 * full, two become one each.
 *
 * <p>An example that a candidate refuses takes its place, but has no loss. One thread.
 */
public final class LossSeries {

    /** There are half as many at least, once there were so many examples. */
    static final int MAX_BLOCKS = 1_024;

    private final double[] losses = new double[MAX_BLOCKS];
    private final double[] baselines = new double[MAX_BLOCKS];
    private final long[] counts = new long[MAX_BLOCKS];
    private long blockExamples = 1;
    private long examples;

    /** Adds an example. */
    public void add(double loss, double baselineLoss) {
        int block = place();
        losses[block] += loss;
        baselines[block] += baselineLoss;
        counts[block]++;
    }

    /** Adds an example that has no loss. */
    public void addRefused() {
        place();
    }

    /** Examples so far, refused ones included. */
    public long examples() {
        return examples;
    }

    /** Blocks begun. */
    public int blocks() {
        return (int) ((examples + blockExamples - 1) / blockExamples);
    }

    /** Examples of each block but the last, refused ones included. A power of 2. */
    public long blockExamples() {
        return blockExamples;
    }

    /** Examples that a block has a loss of. */
    public long count(int block) {
        return counts[block];
    }

    /** Sum of the losses of a block. */
    public double loss(int block) {
        return losses[block];
    }

    /** Sum of the losses that the running mean of the labels had in a block. */
    public double baseline(int block) {
        return baselines[block];
    }

    private int place() {
        if (examples == MAX_BLOCKS * blockExamples) {
            merge();
        }
        return (int) (examples++ / blockExamples);
    }

    private void merge() {
        for (int block = 0; block < MAX_BLOCKS / 2; block++) {
            losses[block] = losses[2 * block] + losses[2 * block + 1];
            baselines[block] = baselines[2 * block] + baselines[2 * block + 1];
            counts[block] = counts[2 * block] + counts[2 * block + 1];
        }
        Arrays.fill(losses, MAX_BLOCKS / 2, MAX_BLOCKS, 0);
        Arrays.fill(baselines, MAX_BLOCKS / 2, MAX_BLOCKS, 0);
        Arrays.fill(counts, MAX_BLOCKS / 2, MAX_BLOCKS, 0);
        blockExamples *= 2;
    }
}
