package dev.millrace.core.evaluate;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.math.Exact;
import java.util.Arrays;

/**
 * A window over values from 0 to 1 that grows while their mean is the same and drops its older part when it is not;
 * tells when the mean has risen, as that of a loss does when a model no longer fits. A. Bifet and R. Gavaldà,
 * <i>Learning from Time-Changing Data with Adaptive Windowing</i>, SDM 2007: ADWIN2, with the bound that uses the
 * variance.
 *
 * <p>Values are in buckets of 1, 2, 4 and so on, up to 5 of each size. Every 32 values the window is cut in two between
 * any two buckets, both parts of 32 values or more. When the means of some two parts differ by more than chance
 * explains, the oldest bucket is dropped, until there are no such parts. {@code delta} bounds the chance that a test of
 * one pair of parts finds a change where there is none, as far as the variance is known; the bound is cautious: at
 * 1e-4, one such alarm was seen in 50 million values. The wider the gap of the means, the sooner it is found. What
 * remains may begin with values of before the change, until newer ones show those up too: one rise can be told more
 * than once.
 *
 * <p>Memory: 48 rows of 6 buckets, 5 KiB, for up to 5 (2^48 - 1) values, the oldest of which are dropped beyond that.
 * Cost: a test looks at the buckets in use, 4 or 5 of each of log2(n / 5) sizes for n values; 20 to 40 ns per value in
 * all, for thousands to millions of values. A value that leads to a cut costs a test for each bucket dropped, 20 µs for
 * most of a million values. Nothing is allocated after construction. One thread.
 */
public final class Adwin {

    private static final int ROWS = 48;
    private static final int BUCKETS = 5;
    private static final int WIDTH = BUCKETS + 1;
    private static final int BETWEEN_TESTS = 32;
    private static final int SMALLEST_PART = 32;

    private final double delta;
    private final int rows;

    /** How many buckets of each row are in use; those below the last row in use have 4 or 5. */
    private final int[] counts;

    /** By row, the oldest bucket of a row first. Row i has buckets of 2^i values, all older than those of row i - 1. */
    private final double[] sums;

    /** Of the squared deviations from the mean of the bucket; laid out as the sums are. */
    private final double[] deviations;

    private int usedRows;
    private long size;
    private int untested;
    private long alarms;

    /**
     * @param delta above 0 and below 1; the smaller, the fewer false alarms, and the later the true ones
     * @throws IllegalArgumentException for another delta
     */
    public Adwin(double delta) {
        this(delta, ROWS);
    }

    /** @param rows 4 or more: the window has at most 5 (2^rows - 1) values */
    Adwin(double delta, int rows) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta: expected above 0 and below 1, got " + delta);
        }
        this.delta = delta;
        this.rows = rows;
        this.counts = new int[rows];
        this.sums = new double[rows * WIDTH];
        this.deviations = new double[rows * WIDTH];
    }

    /**
     * Takes the next value. A fall of the mean drops the older part too, but in silence.
     *
     * @param value 0 to 1
     * @return whether the window was cut because the mean of its newer part is higher
     * @throws IllegalArgumentException for another value, or NaN; the window is as before
     */
    public boolean add(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("value: expected 0 to 1, got " + value + "; scale or clip it first");
        }
        append(0, value, 0);
        size++;
        mergeFullRows();
        if (++untested < BETWEEN_TESTS) {
            return false;
        }
        untested = 0;
        boolean risen = cut();
        if (risen) {
            alarms++;
        }
        return risen;
    }

    /** Values in the window. */
    public long size() {
        return size;
    }

    /** Of the values in the window, 0 to 1; NaN before the first. */
    public double mean() {
        return sum() / size;
    }

    /** How many times {@link #add} has returned true. */
    public long alarms() {
        return alarms;
    }

    /** Empties the window; the alarms stay counted. After an alarm, what is left of the older values is not told again. */
    public void clear() {
        Arrays.fill(counts, 0);
        usedRows = 0;
        size = 0;
        untested = 0;
    }

    /** Writes the window and the alarms, not delta: few bytes more than 16 for each bucket in use. */
    public void save(StateWriter out) {
        out.writeCount(untested);
        out.writeCount(alarms);
        out.writeCount(usedRows);
        for (int row = 0; row < usedRows; row++) {
            out.writeCount(counts[row]);
            for (int at = row * WIDTH; at < row * WIDTH + counts[row]; at++) {
                out.writeDouble(sums[at]);
                // A single value does not deviate from itself.
                if (row > 0) {
                    out.writeDouble(deviations[at]);
                }
            }
        }
    }

    /**
     * Continues where the saved one stood, to the bit if delta is the same.
     *
     * @throws CorruptStateException for what {@link #save} does not write; this must not be used then
     */
    public void load(StateReader in) {
        untested = (int) in.readCount(BETWEEN_TESTS - 1, "values since the last test of the window");
        alarms = in.readCount();
        usedRows = (int) in.readCount(rows, "rows of the window");
        size = 0;
        Arrays.fill(counts, 0);
        for (int row = 0; row < usedRows; row++) {
            counts[row] = (int) in.readCount(BUCKETS, "buckets of a row");
            int fewest = row == usedRows - 1 ? 1 : BUCKETS - 1;
            if (counts[row] < fewest) {
                throw new CorruptStateException(
                        "buckets of a row: expected at least " + fewest + ", found " + counts[row]);
            }
            for (int at = row * WIDTH; at < row * WIDTH + counts[row]; at++) {
                loadBucket(in, row, at);
            }
            size += (long) counts[row] << row;
        }
        // The first test is of 32 values, and none leaves fewer.
        if (size < BETWEEN_TESTS && size != untested) {
            throw new CorruptStateException(
                    "values in the window: expected " + untested + ", or 32 and more, found " + size);
        }
    }

    private void loadBucket(StateReader in, int row, int at) {
        double n = valuesOfBucket(row);
        double sum = in.readFinite("sum of a bucket");
        if (!(sum >= 0 && sum <= n)) {
            throw new CorruptStateException("sum of a bucket: expected 0 to " + n + ", found " + sum);
        }
        double deviation = row == 0 ? 0 : in.readFinite("deviations of a bucket");
        // Values of 0 and 1 deviate most; the rest is for rounding.
        double most = sum * (1 - sum / n) + 1e-9 * n;
        if (!(deviation >= 0 && deviation <= most)) {
            throw new CorruptStateException("deviations of a bucket: expected 0 to " + most + ", found " + deviation);
        }
        sums[at] = sum;
        deviations[at] = deviation;
    }

    private void append(int row, double sum, double deviation) {
        int at = row * WIDTH + counts[row]++;
        sums[at] = sum;
        deviations[at] = deviation;
        usedRows = Math.max(usedRows, row + 1);
    }

    /**
     * Where there is a bucket too many, the two oldest become one of the next row; in the last row the oldest is lost.
     */
    private void mergeFullRows() {
        for (int row = 0; row < rows && counts[row] > BUCKETS; row++) {
            if (row == rows - 1) {
                dropOldest();
                return;
            }
            int at = row * WIDTH;
            double apart = sums[at] - sums[at + 1];
            // Of two means, n values each: n / 2 times the square of the difference.
            double between = 0.5 * apart * apart / valuesOfBucket(row);
            append(row + 1, sums[at] + sums[at + 1], deviations[at] + deviations[at + 1] + between);
            removeFirst(row, 2);
        }
    }

    private void dropOldest() {
        size -= 1L << (usedRows - 1);
        removeFirst(usedRows - 1, 1);
        if (counts[usedRows - 1] == 0) {
            usedRows--;
        }
    }

    private void removeFirst(int row, int buckets) {
        int at = row * WIDTH;
        counts[row] -= buckets;
        System.arraycopy(sums, at + buckets, sums, at, counts[row]);
        System.arraycopy(deviations, at + buckets, deviations, at, counts[row]);
    }

    /** Drops buckets while some two parts differ; whether the newer was the higher one of some. */
    private boolean cut() {
        boolean risen = false;
        double change = change();
        while (change != 0) {
            risen |= change > 0;
            dropOldest();
            change = change();
        }
        return risen;
    }

    /**
     * By how much the mean of the newer part is above that of the older one, where the window is first cut (from the
     * oldest value on) so that the two differ by more than the bound. 0 if there is no such place.
     */
    private double change() {
        if (size < 2 * SMALLEST_PART) {
            return 0;
        }
        double n = size;
        double sum = sum();
        // delta' of the paper is delta / ln n.
        double log = Exact.log(2 * Exact.log(n) / delta);
        double forVariance = 2 * log * deviation(sum / n) / n;
        double forRange = 2.0 / 3 * log;
        double olderSize = 0;
        double olderSum = 0;
        for (int row = usedRows - 1; row >= 0; row--) {
            for (int at = row * WIDTH; at < row * WIDTH + counts[row]; at++) {
                olderSize += valuesOfBucket(row);
                olderSum += sums[at];
                double newerSize = n - olderSize;
                if (newerSize < SMALLEST_PART) {
                    return 0;
                }
                double inverseMean = 1 / olderSize + 1 / newerSize;
                double bound = Math.sqrt(forVariance * inverseMean) + forRange * inverseMean;
                double change = (sum - olderSum) / newerSize - olderSum / olderSize;
                if (olderSize >= SMALLEST_PART && Math.abs(change) > bound) {
                    return change;
                }
            }
        }
        return 0;
    }

    private double sum() {
        double sum = 0;
        for (int row = usedRows - 1; row >= 0; row--) {
            for (int at = row * WIDTH; at < row * WIDTH + counts[row]; at++) {
                sum += sums[at];
            }
        }
        return sum;
    }

    /** The sum of the squared deviations of all values from this mean, which is theirs. */
    private double deviation(double mean) {
        double sum = 0;
        for (int row = usedRows - 1; row >= 0; row--) {
            double n = valuesOfBucket(row);
            for (int at = row * WIDTH; at < row * WIDTH + counts[row]; at++) {
                double apart = sums[at] / n - mean;
                sum += deviations[at] + n * apart * apart;
            }
        }
        return sum;
    }

    private static double valuesOfBucket(int row) {
        return 1L << row;
    }
}
