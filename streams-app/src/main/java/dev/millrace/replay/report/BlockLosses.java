package dev.millrace.replay.report;

import dev.millrace.replay.LossSeries;

/**
 * A {@link LossSeries}, of which neighbouring blocks are taken together, so that those of two series cover the same examples.
 * Immutable.
 */
final class BlockLosses {

    private final long blockExamples;
    private final long examples;
    private final long[] counts;
    private final double[] losses;
    private final double[] baselines;

    private BlockLosses(long blockExamples, long examples) {
        int blocks = (int) ((examples + blockExamples - 1) / blockExamples);
        this.blockExamples = blockExamples;
        this.examples = examples;
        this.counts = new long[blocks];
        this.losses = new double[blocks];
        this.baselines = new double[blocks];
    }

    static BlockLosses of(LossSeries series) {
        return of(series, series.blockExamples());
    }

    /** @param blockExamples a power of 2, that of the series or more */
    static BlockLosses of(LossSeries series, long blockExamples) {
        if (blockExamples % series.blockExamples() != 0) {
            throw new IllegalArgumentException("blockExamples: expected a multiple of " + series.blockExamples()
                    + ", the examples of a block of the series, got " + blockExamples);
        }
        BlockLosses merged = new BlockLosses(blockExamples, series.examples());
        int each = (int) (blockExamples / series.blockExamples());
        for (int block = 0; block < series.blocks(); block++) {
            merged.counts[block / each] += series.count(block);
            merged.losses[block / each] += series.loss(block);
            merged.baselines[block / each] += series.baseline(block);
        }
        return merged;
    }

    int blocks() {
        return counts.length;
    }

    /** Examples of the stream up to the end of a block, refused ones included. */
    long examplesAtEnd(int block) {
        return Math.min(examples, (block + 1) * blockExamples);
    }

    long examples() {
        return examples;
    }

    long blockExamples() {
        return blockExamples;
    }

    long count(int block) {
        return counts[block];
    }

    /** Mean loss of a block; NaN if it has none. */
    double mean(int block) {
        return losses[block] / counts[block];
    }

    /** Mean loss of the running mean of the labels in a block; NaN if it has none. */
    double baseline(int block) {
        return baselines[block] / counts[block];
    }

    /** Mean loss over the blocks from one on; NaN if they have none. */
    double meanFrom(int block) {
        return meanFrom(losses, block);
    }

    /** Mean loss of the running mean of the labels over the blocks from one on; NaN if they have none. */
    double baselineFrom(int block) {
        return meanFrom(baselines, block);
    }

    /** First block of the last part of the stream: no less than a block, if there is one. */
    int firstOfLast(double share) {
        return (int) Math.min(Math.max(0, blocks() - 1), Math.floor(blocks() * (1 - share)));
    }

    private double meanFrom(double[] sums, int from) {
        double sum = 0;
        long count = 0;
        for (int block = from; block < counts.length; block++) {
            sum += sums[block];
            count += counts[block];
        }
        return sum / count;
    }
}
