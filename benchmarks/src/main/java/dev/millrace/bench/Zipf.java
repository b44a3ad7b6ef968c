package dev.millrace.bench;

import java.util.SplittableRandom;

/**
 * Ranks from 0 whose probability falls as {@code (rank + 1)^-exponent}, by the inverse of their distribution function: a table
 * of it, and one that says where to begin to look. Any thread.
 */
final class Zipf {

    private final double[] cumulative;
    private final int[] guide;

    /**
     * @param count of ranks, 1 or more
     * @param exponent 0 or more
     */
    Zipf(int count, double exponent) {
        cumulative = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += Math.pow(rank + 1, -exponent);
            cumulative[rank] = sum;
        }
        for (int rank = 0; rank < count; rank++) {
            cumulative[rank] /= sum;
        }
        guide = new int[count];
        int rank = 0;
        for (int part = 0; part < count; part++) {
            while (cumulative[rank] <= (double) part / count) {
                rank++;
            }
            guide[part] = rank;
        }
    }

    int next(SplittableRandom random) {
        return rank(random.nextDouble());
    }

    /** @param uniform 0 or more, below 1 */
    int rank(double uniform) {
        int rank = guide[(int) (uniform * guide.length)];
        while (cumulative[rank] <= uniform) {
            rank++;
        }
        return rank;
    }
}
