package dev.millrace.bench;

import dev.millrace.schemas.SparseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded events whose features are popular by Zipf's law, no feature twice in an event. Where a feature's row stands has
 * nothing to do with its popularity, as if it were hashed. One thread.
 */
final class ZipfEvents {

    static final double EXPONENT = 1.1;

    private final Zipf zipf;
    private final int[] rowOfRank;
    private final int[] ranks = new int[SparseEvents.FEATURES];
    private final SplittableRandom random;
    /** Of its own, so that the features do not depend on whether labels are drawn. */
    private final SplittableRandom labels;

    /** @param dimension rows, more than an event has features */
    ZipfEvents(int dimension, long seed) {
        this.zipf = new Zipf(dimension, EXPONENT);
        this.random = new SplittableRandom(seed);
        this.labels = new SplittableRandom(seed + 2);
        this.rowOfRank = shuffled(dimension, new SplittableRandom(seed + 1));
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            rows[i] = rows[other];
            rows[other] = i;
        }
        return rows;
    }

    /** How popular the features of the next event are, 0 for the most popular one. Overwritten by the next. */
    int[] nextRanks() {
        for (int i = 0; i < ranks.length; i++) {
            do {
                ranks[i] = (int) zipf.next(random);
            } while (isAmongFirst(ranks[i], i));
        }
        return ranks;
    }

    private boolean isAmongFirst(int rank, int count) {
        for (int i = 0; i < count; i++) {
            if (ranks[i] == rank) {
                return true;
            }
        }
        return false;
    }

    int row(int rank) {
        return rowOfRank[rank];
    }

    /** The event of {@link #nextRanks}. */
    SparseEvent next() {
        List<Integer> indices = new ArrayList<>(ranks.length);
        List<Float> values = new ArrayList<>(ranks.length);
        double score = 0;
        for (int rank : nextRanks()) {
            int row = rowOfRank[rank];
            indices.add(row);
            values.add(1f);
            score += row * 0x9E3779B9 < 0 ? 0.3 : -0.3;
        }
        double label = labels.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
        return new SparseEvent(null, label, indices, values);
    }
}
