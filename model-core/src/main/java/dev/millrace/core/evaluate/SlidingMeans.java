package dev.millrace.core.evaluate;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.math.Exact;
import java.util.Arrays;

/**
 * Means of a few series over the most recent examples. The window slides by tenths: it holds between nine tenths and all
 * of its size (rounded down to a multiple of ten), so that its state is ten sums a series and not one number per example.
 */
public final class SlidingMeans {

    private static final int BUCKETS = 10;

    private final int series;
    private final long bucketSize;
    private final double[] sums;
    private final long[] counts = new long[BUCKETS];
    private int bucket;

    /** @param window examples, 10 or more */
    public SlidingMeans(int series, long window) {
        this.series = series;
        this.bucketSize = Math.max(1, window / BUCKETS);
        this.sums = new double[series * BUCKETS];
    }

    /** Begins an example; its values are then given to {@link #add}. */
    public void next() {
        if (counts[bucket] == bucketSize) {
            bucket = (bucket + 1) % BUCKETS;
            counts[bucket] = 0;
            Arrays.fill(sums, bucket * series, (bucket + 1) * series, 0);
        }
        counts[bucket]++;
    }

    public void add(int which, double value) {
        int at = bucket * series + which;
        sums[at] = Exact.finiteSum(sums[at], value);
    }

    public long count() {
        long count = 0;
        for (long c : counts) {
            count += c;
        }
        return count;
    }

    /** NaN before the first example. */
    public double mean(int which) {
        double sum = 0;
        for (int b = 0; b < BUCKETS; b++) {
            sum = Exact.finiteSum(sum, sums[b * series + which]);
        }
        return sum / count();
    }

    public void save(StateWriter out) {
        out.writeDoubles(sums);
        for (long count : counts) {
            out.writeCount(count);
        }
        out.writeCount(bucket);
    }

    public void load(StateReader in) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = in.readFinite("sum in the window");
        }
        for (int b = 0; b < BUCKETS; b++) {
            counts[b] = in.readCount(bucketSize, "examples in a tenth of the window");
        }
        bucket = (int) in.readCount(BUCKETS - 1, "tenth of the window");
    }
}
