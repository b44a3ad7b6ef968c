package dev.millrace.bench.core;

import java.util.SplittableRandom;

/**
 * Seeded rows in the manner of Criteo's: 13 numbers and 26 hashed categories each, whose values are skewed, and a label that a
 * hidden model draws. They are parsed already: plain arrays, {@link #WIDTH} entries a row, the bias in front.
 */
final class Rows {

    static final int NUMBERS = 13;
    static final int CATEGORIES = 26;

    /** Entries in a row: the bias, the numbers, the categories. */
    static final int WIDTH = 1 + NUMBERS + CATEGORIES;

    /** Weights in all. */
    static final int DIMENSION = 1 << 18;

    /** Of the hashed categories. */
    static final int HASHES = DIMENSION - 1 - NUMBERS;

    /** The bias is weight 0, the numbers follow, then come the categories. Distinct within a row. */
    final int[] indices;

    final float[] values;

    /** 0 or 1. */
    final byte[] labels;

    Rows(int count, long seed) {
        indices = new int[Math.multiplyExact(count, WIDTH)];
        values = new float[count * WIDTH];
        labels = new byte[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < count; row++) {
            labels[row] = (byte) (random.nextDouble() < 1 / (1 + Math.exp(-fill(row * WIDTH, random))) ? 1 : 0);
        }
    }

    int count() {
        return labels.length;
    }

    /** The mean log loss of predicting the share of the labels, which takes no features. */
    double lossWithoutFeatures(int count) {
        int ones = 0;
        for (int row = 0; row < count; row++) {
            ones += labels[row];
        }
        double share = (double) ones / count;
        return -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    }

    /** Returns the hidden model's score. */
    private double fill(int start, SplittableRandom random) {
        indices[start] = 0;
        values[start] = 1;
        double score = -1;
        for (int i = 1; i < WIDTH; i++) {
            if (i <= NUMBERS) {
                indices[start + i] = i;
                values[start + i] = (float) (2 * random.nextDouble() - 1);
            } else {
                indices[start + i] = category(start, i, random);
                values[start + i] = 1;
            }
            score += hiddenWeight(indices[start + i]) * values[start + i];
        }
        return score;
    }

    private int category(int start, int i, SplittableRandom random) {
        while (true) {
            // The fourth power of a uniform number: a few values of each category are in most rows.
            int value = (int) (Math.pow(random.nextDouble(), 4) * 1_000_000);
            int hash = (value * 31 + i) * 0x9E3779B9;
            int index = 1 + NUMBERS + Integer.remainderUnsigned(hash ^ (hash >>> 15), HASHES);
            if (!contains(start, i, index)) {
                return index;
            }
        }
    }

    private boolean contains(int start, int length, int index) {
        for (int i = start; i < start + length; i++) {
            if (indices[i] == index) {
                return true;
            }
        }
        return false;
    }

    private static double hiddenWeight(int index) {
        int hash = (index + 1) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return 0.7 * (hash ^ (hash >>> 16)) / (double) Integer.MAX_VALUE;
    }
}
