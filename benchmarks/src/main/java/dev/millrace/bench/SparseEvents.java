package dev.millrace.bench;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.SparseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/** Seeded events with sparse features whose popularity is skewed, and a label that depends on them. */
final class SparseEvents {

    /** Distinct features. */
    static final int DIMENSION = 1 << 18;

    /** In each event. */
    static final int FEATURES = 20;

    private SparseEvents() {}

    /** Fills the config's events topic. */
    static void fill(MillraceConfig config, int count, long seed) throws ExecutionException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        EventTopic.fill(config, count, () -> event(random));
    }

    static SparseEvent event(SplittableRandom random) {
        List<Integer> indices = new ArrayList<>(FEATURES);
        List<Float> values = new ArrayList<>(FEATURES);
        double score = 0;
        for (int i = 0; i < FEATURES; i++) {
            // The cube of a uniform number: the most popular tenth of the features is in half of the places.
            int index = (int) (Math.pow(random.nextDouble(), 3) * DIMENSION);
            indices.add(index);
            values.add(1f);
            score += ((index * 0x9E3779B9) >> 31) == 0 ? 0.3 : -0.3;
        }
        double label = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
        return new SparseEvent(null, label, indices, values);
    }
}
