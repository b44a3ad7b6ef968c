package dev.millrace.replay.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether a candidate lost its way: against the running mean of the labels, which needs no features. Pure. */
final class Divergence {

    /** The end of the stream, for "lately". */
    static final double LAST = 0.1;

    /** Times the running mean's loss: never better, and so bad. */
    private static final double FAR_WORSE = 2;

    /** Standard errors; more than elsewhere, because the moment is sought where it shows most. */
    private static final double SURE = 4;

    /** Share of the running mean's loss that is too little to speak of. */
    private static final double SLIGHT = 0.01;

    /**
     * What is said of it.
     *
     * @param diverged false if it was only never good
     */
    record Finding(boolean diverged, String text) {}

    private Divergence() {}

    /** Null if it is better than the running mean, or if that cannot be said. */
    static @Nullable Finding of(BlockLosses losses) {
        int last = losses.firstOfLast(LAST);
        double lately = losses.meanFrom(last) - losses.baselineFrom(last);
        double overAll = losses.meanFrom(0) - losses.baselineFrom(0);
        if (!(lately > 0)) {
            return overAll > 0
                    ? new Finding(
                            false, "worse than the running mean over all, better in the last tenth" + versus(losses, 0))
                    : null;
        }
        int from = worstFrom(losses);
        if (from == 0) {
            boolean far = losses.meanFrom(last) >= FAR_WORSE * losses.baselineFrom(last);
            return far
                    ? new Finding(true, "diverged from the start: in the last tenth" + versus(losses, last))
                    : new Finding(false, "worse than the running mean throughout" + versus(losses, 0));
        }
        return isSure(losses, from)
                ? new Finding(
                        true,
                        "diverged after " + Figures.count(losses.examplesAtEnd(from - 1)) + " examples: since then"
                                + versus(losses, from))
                : null;
    }

    /** The block from which on it lost most against the running mean: there the sum of the differences is least. */
    private static int worstFrom(BlockLosses losses) {
        double sum = 0;
        double least = 0;
        int from = 0;
        for (int block = 0; block < losses.blocks(); block++) {
            if (losses.count(block) > 0) {
                sum += (losses.mean(block) - losses.baseline(block)) * losses.count(block);
            }
            if (sum < least) {
                least = sum;
                from = block + 1;
            }
        }
        return from;
    }

    private static boolean isSure(BlockLosses losses, int from) {
        Trend trend = Trend.of(excess(losses, from));
        return trend.mean() > SURE * trend.meanError() && trend.mean() > SLIGHT * losses.baselineFrom(from);
    }

    /** Losses less those of the running mean, of the blocks that have any, from one on. */
    static double[] excess(BlockLosses losses, int from) {
        double[] values = new double[losses.blocks() - from];
        int count = 0;
        for (int block = from; block < losses.blocks(); block++) {
            // A last block of few examples would be as loud as a whole one.
            boolean few = block == losses.blocks() - 1 && 2 * losses.count(block) < losses.blockExamples();
            if (losses.count(block) > 0 && !few) {
                values[count++] = losses.mean(block) - losses.baseline(block);
            }
        }
        return Arrays.copyOf(values, count);
    }

    private static String versus(BlockLosses losses, int from) {
        return " (" + Figures.loss(losses.meanFrom(from)) + ", running mean " + Figures.loss(losses.baselineFrom(from))
                + ")";
    }
}
