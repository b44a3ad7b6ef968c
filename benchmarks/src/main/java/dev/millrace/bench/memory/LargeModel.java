package dev.millrace.bench.memory;

import dev.millrace.bench.Permutation;
import dev.millrace.bench.Zipf;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.SparseEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A model of many rows, and its events. Two classes and AdaGrad: a row is two weights and their two sums of squares, 16
 * bytes; a block 16 rows. One thread.
 *
 * <p>The first events touch each block once, in an order that looks random, so that all of the model is there. In those that
 * follow, features are drawn by Zipf's law, without a repetition in an event; their ranks are permuted, so that popular rows
 * share a block by chance alone.
 */
final class LargeModel {

    static final int FEATURES = 20;
    static final double EXPONENT = 1.1;
    static final int ROW_BYTES = 16;
    static final int ROWS_PER_BLOCK = 16;

    private final int rows;
    private final Permutation rowOrder;
    private final Permutation blockOrder;
    private final Zipf zipf;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Set<Integer> drawn = new HashSet<>();

    /** @param rows a power of two; the first of them is the bias */
    LargeModel(int rows) {
        this.rows = rows;
        this.rowOrder = new Permutation(rows);
        this.blockOrder = new Permutation(blocks());
        this.zipf = new Zipf(rows, EXPONENT);
    }

    int blocks() {
        return rows / ROWS_PER_BLOCK;
    }

    long bytes() {
        return (long) rows * ROW_BYTES;
    }

    /** Events that touch all blocks. */
    int fillingEvents() {
        return (blocks() + FEATURES - 1) / FEATURES;
    }

    /** One of {@link #fillingEvents}. */
    SparseEvent filling(int number) {
        List<Integer> indices = new ArrayList<>(FEATURES);
        for (int i = 0; i < FEATURES; i++) {
            int block = blockOrder.of((long) number * FEATURES + i);
            indices.add(Math.max(0, block * ROWS_PER_BLOCK + random.nextInt(ROWS_PER_BLOCK) - 1));
        }
        return event(indices);
    }

    SparseEvent popular() {
        List<Integer> indices = new ArrayList<>(FEATURES);
        drawn.clear();
        while (indices.size() < FEATURES) {
            int row = rowOrder.of(zipf.next(random));
            if (row > 0 && drawn.add(row)) {
                indices.add(row - 1);
            }
        }
        return event(indices);
    }

    private SparseEvent event(List<Integer> indices) {
        List<Float> values = new ArrayList<>(indices.size());
        double score = 0;
        for (int index : indices) {
            values.add(1f);
            score += ((index * 0x9E3779B9) >> 31) == 0 ? 0.3 : -0.3;
        }
        double label = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
        return new SparseEvent(null, label, indices, values);
    }

    /**
     * The config of one side.
     *
     * @param limit of the working set, MiB
     */
    String config(String application, String brokers, String registry, Path state, long limit) {
        return """
                application: %s
                # Who is late under such a load shall not be taken for dead: all in memory would be read anew.
                kafka: {bootstrap.servers: "%s", state.dir: "%s", session.timeout.ms: "120000"}
                registry: {schema.registry.url: "%s"}
                topics: {events: memory-events}
                task: multiclass
                label: {field: label, class-count: 2}
                features:
                  - sparse: {indices: indices, values: values}
                    dimension: %d
                learners: [{name: adagrad, optimizer: adagrad, rate: 0.05}]
                memory: {working-set: %d MiB}
                http: {port: 0}
                """.formatted(application, brokers, state, registry, rows - 1, limit);
    }

    /** Of the two sides, what they have in common: topic and registry. */
    static MillraceConfig parse(String yaml) {
        return MillraceConfig.parse(yaml, "bench.yaml");
    }
}
