package dev.millrace.core.evaluate;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import java.util.Arrays;

/**
 * Area under the ROC curve from two histograms of scores. The bins are even in log-odds, 1/128 wide, so that rare events
 * are resolved as finely as common ones; scores beyond ±16 share the outermost bins. A pair of examples in one bin counts
 * half, as a tie: the error is at most half the share of such pairs.
 */
final class AucHistogram {

    private static final int BINS_PER_UNIT = 128;
    private static final int LIMIT = 16;
    private static final int BINS = 2 * LIMIT * BINS_PER_UNIT;

    private final long[] negatives = new long[BINS];
    private final long[] positives = new long[BINS];

    void add(double score, boolean positive) {
        double position = (score + LIMIT) * BINS_PER_UNIT;
        int bin = (int) Math.max(0, Math.min(BINS - 1, position));
        (positive ? positives : negatives)[bin]++;
    }

    /** 0 to 1; NaN until both classes have been seen. */
    double auc() {
        double below = 0;
        double area = 0;
        double positiveCount = 0;
        for (int bin = 0; bin < BINS; bin++) {
            area += positives[bin] * (below + 0.5 * negatives[bin]);
            below += negatives[bin];
            positiveCount += positives[bin];
        }
        return area / (below * positiveCount);
    }

    void save(StateWriter out) {
        save(out, negatives);
        save(out, positives);
    }

    void load(StateReader in) {
        load(in, negatives);
        load(in, positives);
    }

    /** Most bins of a run of scores are empty or small: counts as varints from the first to the last that is used. */
    private static void save(StateWriter out, long[] bins) {
        int first = 0;
        while (first < BINS && bins[first] == 0) {
            first++;
        }
        int end = BINS;
        while (end > first && bins[end - 1] == 0) {
            end--;
        }
        out.writeCount(first);
        out.writeCount(end);
        for (int bin = first; bin < end; bin++) {
            out.writeCount(bins[bin]);
        }
    }

    private static void load(StateReader in, long[] bins) {
        int first = (int) in.readCount(BINS, "first bin of scores");
        int end = (int) in.readCount(BINS, "end of the bins of scores");
        Arrays.fill(bins, 0);
        for (int bin = first; bin < end; bin++) {
            bins[bin] = in.readCount();
        }
    }
}
