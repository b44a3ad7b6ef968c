package dev.millrace.bench.growth;

import dev.millrace.bench.Permutation;
import dev.millrace.bench.Zipf;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Which rows of a model the features of an event are, each at most once; never the first row, the bias. One thread. */
final class DrawnRows {

    private final Permutation order;
    private final SplittableRandom random;
    /** Null to go through all rows in the order of the permutation, again and again. */
    private final @Nullable Zipf zipf;

    private long next;

    private DrawnRows(int rows, @Nullable Zipf zipf, SplittableRandom random) {
        this.order = new Permutation(rows);
        this.zipf = zipf;
        this.random = random;
    }

    /** Evenly: no row comes again before all others have come. */
    static DrawnRows even(int rows, SplittableRandom random) {
        return new DrawnRows(rows, null, random);
    }

    /** By Zipf's law; ranks are permuted, so that popular rows share a block by chance alone. */
    static DrawnRows zipf(int rows, double exponent, SplittableRandom random) {
        return new DrawnRows(rows, new Zipf(rows, exponent), random);
    }

    /** Fills all of it. */
    void draw(int[] into) {
        for (int i = 0; i < into.length; ) {
            int row = order.of(zipf == null ? next++ : zipf.next(random));
            if (row > 0 && (zipf == null || !contains(into, i, row))) {
                into[i++] = row;
            }
        }
    }

    private static boolean contains(int[] rows, int length, int row) {
        for (int i = 0; i < length; i++) {
            if (rows[i] == row) {
                return true;
            }
        }
        return false;
    }
}
