package dev.millrace.bench.growth;

import dev.millrace.bench.Permutation;
import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Outcome;
import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.parameter.WorkingSet;
import dev.millrace.core.schedule.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A learner of one size, with all that it measures and guards against. One thread. */
final class Trial {

    private static final double EPSILON = 1e-10;
    private static final int MOST_CHUNK = 256;
    private static final int CHUNK_FEATURES = 1_280;

    private final int size;
    private final int classes;
    private final Learner learner;
    private final DrawnRows rows;
    private final SplittableRandom random;
    private final FeatureExtractor extractor;
    private final int[] drawn;
    private final SparseFields fields;
    /** Few enough that what is prepared is still in the cache when it is learned from. */
    private final FeatureVector[] vectors;

    private final double[] labels;
    private final int events;
    private final List<Double> rounds = new ArrayList<>();
    private long learned;

    /**
     * @param size what is told of it
     * @param modelRows a power of two
     * @param features in an event, beside the bias
     * @param classes 2 for one output, or as many outputs
     * @param exponent of Zipf's law; 0 to spread features evenly
     * @param weights to learn in a round: weights of an event times events
     */
    Trial(int size, int modelRows, int features, int classes, double exponent, int weights) {
        this.size = size;
        this.classes = classes;
        this.random = new SplittableRandom(size);
        this.rows = exponent > 0 ? DrawnRows.zipf(modelRows, exponent, random) : DrawnRows.even(modelRows, random);
        this.drawn = new int[features];
        this.extractor = new FeatureExtractor(new RowMap(SparseFields.recipe(modelRows)), RowNames.NONE);
        this.fields = new SparseFields(drawn, extractor.fields());
        int chunk = Math.max(1, Math.min(MOST_CHUNK, CHUNK_FEATURES / features));
        this.vectors = Stream.generate(FeatureVector::new).limit(chunk).toArray(FeatureVector[]::new);
        this.labels = new double[chunk];
        this.learner = learner(modelRows, features);
        this.events = Math.max(
                20, Math.min(100_000, weights / features / learner.spec().outputs()));
    }

    /** All of the model is in memory at once, in an order of blocks that looks random. */
    private Learner learner(int modelRows, int features) {
        // One step moves the score by 1 at most, whatever the number of features.
        Constant rate = new Constant(1.0 / features);
        AdaGrad rule = new AdaGrad(0, EPSILON);
        LearnerSpec spec = classes == 2
                ? new LearnerSpec("growth", Task.BINARY, 1, new LogisticLoss(), rule, rate, 1)
                : new LearnerSpec("growth", Task.MULTICLASS, classes, new SoftmaxLoss(), rule, rate, 1);
        WorkingSet parameters = new WorkingSet(Learner.layout(spec, modelRows), null, 0, Long.MAX_VALUE);
        int perBlock = parameters.layout().rowsPerBlock();
        int blocks = modelRows / perBlock;
        if (blocks > 1) {
            Permutation order = new Permutation(blocks);
            for (int i = 0; i < blocks; i++) {
                int unused = parameters.locate(order.of(i) * perBlock);
            }
        }
        return new Learner(spec, parameters, 0, Double.POSITIVE_INFINITY, 10_000);
    }

    /** One round; a warm-up does not count. */
    void run(boolean counts) {
        long nanos = 0;
        for (int from = 0; from < events; from += vectors.length) {
            int count = Math.min(vectors.length, events - from);
            prepare(count);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                learned += learner.process(vectors[i], labels[i]).status() == Outcome.Status.LEARNED ? 1 : 0;
            }
            nanos += System.nanoTime() - start;
        }
        if (counts) {
            rounds.add((double) nanos / events);
        }
    }

    private void prepare(int count) {
        for (int i = 0; i < count; i++) {
            rows.draw(drawn);
            labels[i] = random.nextInt(classes);
            try {
                extractor.extract(fields, 0, vectors[i]);
            } catch (InvalidEventException e) {
                throw new IllegalStateException(e);
            }
            if (vectors[i].size() != drawn.length + 1) {
                throw new IllegalStateException(
                        "expected " + drawn.length + " features and the bias, got " + vectors[i].size());
            }
        }
    }

    int size() {
        return size;
    }

    /** Nanoseconds an event, round by round. */
    List<Double> rounds() {
        return List.copyOf(rounds);
    }

    /** @param allRounds with those that did not count */
    void requireLearned(int allRounds) {
        long expected = (long) events * allRounds;
        if (learned != expected || learner.step() != expected || learner.examples() != expected) {
            throw new IllegalStateException("expected " + expected + " events to be learned from, got " + learned + ", "
                    + learner.step() + " steps, " + learner.examples() + " examples");
        }
    }
}
