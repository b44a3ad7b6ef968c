package dev.millrace.replay.report;

import dev.millrace.replay.LossSeries;
import java.util.Arrays;
import java.util.Random;

/**
 * How much worse than the leader a candidate is, and how sure that is: the mean of the paired differences of their losses,
 * with a 95 % interval from the circular block bootstrap (Politis and Romano, in: Exploring the Limits of Bootstrap, 1992;
 * after the moving blocks of Künsch, Annals of Statistics 17, 1989). Neighbouring differences resemble each other, which an
 * ordinary bootstrap would take for certainty; so runs of neighbours are drawn, as long as {@link RunLength} says.
 *
 * <p>What is drawn are the means of the blocks of a {@link LossSeries}, weighted with their examples. The same series and seed
 * give the same bits on every Java version. Any thread.
 */
final class BlockBootstrap {

    static final int RESAMPLES = 2_000;

    /** With fewer blocks an interval would say more than is known. */
    static final int MIN_BLOCKS = 10;

    private static final double TAIL = 0.025;

    private final double[] differences;
    private final double[] weights;
    private final long examples;
    private int blocks;

    private BlockBootstrap(BlockLosses candidate, BlockLosses leader) {
        long common = Math.min(candidate.examples(), leader.examples());
        boolean sameEnd = candidate.examples() == leader.examples();
        // A last block that only one of them has whole is of different examples.
        int end = sameEnd ? candidate.blocks() : (int) (common / candidate.blockExamples());
        this.differences = new double[end];
        this.weights = new double[end];
        for (int block = 0; block < end; block++) {
            long count = Math.min(candidate.count(block), leader.count(block));
            if (count > 0) {
                differences[blocks] = candidate.mean(block) - leader.mean(block);
                weights[blocks] = count;
                blocks++;
            }
        }
        this.examples = end == 0 ? 0 : Math.min(common, candidate.examplesAtEnd(end - 1));
    }

    /**
     * Compares over the blocks that both have whole.
     *
     * @param seed of the runs that are drawn
     */
    static Interval difference(LossSeries candidate, LossSeries leader, long seed) {
        long blockExamples = Math.max(candidate.blockExamples(), leader.blockExamples());
        return new BlockBootstrap(BlockLosses.of(candidate, blockExamples), BlockLosses.of(leader, blockExamples))
                .interval(new Random(seed));
    }

    private Interval interval(Random random) {
        double mean = weightedSum() / sum(weights, blocks);
        if (blocks < MIN_BLOCKS || !Double.isFinite(mean)) {
            return new Interval(mean, Double.NaN, Double.NaN, blocks, 0, examples);
        }
        int length = RunLength.of(Arrays.copyOf(differences, blocks));
        double[] means = resampledMeans(length, random);
        Arrays.sort(means);
        int cut = (int) (TAIL * RESAMPLES);
        return new Interval(mean, means[cut - 1], means[RESAMPLES - cut], blocks, length, examples);
    }

    private double[] resampledMeans(int length, Random random) {
        int runs = (blocks + length - 1) / length;
        int lastLength = blocks - (runs - 1) * length;
        double[] sums = sumsUpTo(true);
        double[] weightSums = sumsUpTo(false);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            double weight = 0;
            for (int run = 0; run < runs; run++) {
                int start = random.nextInt(blocks);
                int end = start + (run < runs - 1 ? length : lastLength);
                sum += sums[end] - sums[start];
                weight += weightSums[end] - weightSums[start];
            }
            means[i] = sum / weight;
        }
        return means;
    }

    /** Sums of the first blocks, the stream taken as a circle and gone round twice. */
    private double[] sumsUpTo(boolean withDifferences) {
        double[] sums = new double[2 * blocks + 1];
        for (int i = 0; i < 2 * blocks; i++) {
            int block = i % blocks;
            sums[i + 1] = sums[i] + (withDifferences ? weights[block] * differences[block] : weights[block]);
        }
        return sums;
    }

    private double weightedSum() {
        double sum = 0;
        for (int block = 0; block < blocks; block++) {
            sum += weights[block] * differences[block];
        }
        return sum;
    }

    private static double sum(double[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }
}
