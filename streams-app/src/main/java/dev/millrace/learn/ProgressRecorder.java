package dev.millrace.learn;

import dev.millrace.core.evaluate.StepMetrics;
import dev.millrace.core.learn.ExpertStandings;
import dev.millrace.core.learn.Learner;
import dev.millrace.learn.LearnerProgress.Counts;
import dev.millrace.learn.LearnerProgress.GradientNorm;
import dev.millrace.learn.LearnerProgress.Memory;
import java.util.function.Consumer;

/**
 * Says at each write-back how far a learner is, never between two. Owned by the stream thread; what it hands out is
 * immutable.
 */
final class ProgressRecorder {

    private final Learner learner;
    private final String fingerprint;
    /** What others, or this instance in a former life, had counted. */
    private final Counts before;

    private long writeBacks;
    private Consumer<LearnerProgress> published = progress -> {};

    /** @param learner as it was resumed */
    ProgressRecorder(Learner learner, String fingerprint) {
        this.learner = learner;
        this.fingerprint = fingerprint;
        this.before = counts();
    }

    /** Publishes to this consumer from now on, and at once what the learner resumed with. */
    void publishTo(Consumer<LearnerProgress> consumer, String topic, int partition, long offset, long eventTimeMillis) {
        published = consumer;
        consumer.accept(progress(topic, partition, offset, eventTimeMillis));
    }

    /** Publishes what was just written back. */
    void wroteBack(String topic, int partition, long offset, long eventTimeMillis) {
        writeBacks++;
        published.accept(progress(topic, partition, offset, eventTimeMillis));
    }

    private LearnerProgress progress(String topic, int partition, long offset, long eventTimeMillis) {
        Counts model = counts();
        StepMetrics steps = learner.steps();
        ExpertStandings experts = learner.experts();
        return new LearnerProgress(
                learner.spec().name(),
                fingerprint,
                topic,
                partition,
                offset,
                eventTimeMillis,
                learner.digest(),
                model,
                model.minus(before),
                learner.evaluation(),
                experts == null ? learner.learningRate() : Double.NaN,
                new GradientNorm(steps.gradientNorm(), steps.windowGradientNorm()),
                experts,
                new Memory(
                        learner.parameters().residentBlocks(),
                        learner.parameters().residentBytes(),
                        learner.parameters().writtenBlocks(),
                        writeBacks));
    }

    private Counts counts() {
        StepMetrics steps = learner.steps();
        ExpertStandings experts = learner.experts();
        return new Counts(
                learner.examples(),
                learner.step(),
                learner.unlabeled(),
                learner.refused(),
                steps.clipped(),
                steps.refused(),
                steps.bounded(),
                experts == null ? 0 : experts.drifts());
    }
}
