package dev.millrace.learn;

import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.Learner;
import dev.millrace.ingest.EventDecoder;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.ingest.RejectedEventException;
import dev.millrace.schemas.LossReport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A learner without a store, which is fed by hand. It learns what a {@link LearnProcessor}'s learner learns from the same
 * records, by the same reader and the same learner; all of its parameters are in memory. One thread.
 */
public final class ReplayedLearner implements AutoCloseable {

    private final String topic;
    private final String fingerprint;
    private final EventSource source;
    private final EventDecoder decoder;
    private final ExampleReader example;
    private final Learner learner;
    private long eventTimeMillis;

    /**
     * A learner in its initial state.
     *
     * @param topic that the learner reads, whatever the topic that the records are taken from: the events topic, or the
     *     sequence topic
     */
    public ReplayedLearner(MillraceConfig config, LearnerConfig learnerConfig, String topic) {
        this.topic = topic;
        this.fingerprint = Fingerprint.of(config, learnerConfig.spec()).hex();
        this.source = new EventSource(config.topics().events());
        this.learner = LearnerFactory.create(config, learnerConfig.spec(), null, 0, Long.MAX_VALUE);
        this.decoder = new EventDecoder(config);
        this.example = new ExampleReader(config, new RowMap(config.recipe()), RowNames.NONE);
    }

    /** Predicts an event and learns from it; one that cannot be used changes nothing. */
    public void process(ConsumerRecord<byte[], byte[]> event) {
        source.set(topic, event.partition(), event.offset(), event.headers());
        long timestamp = EventSource.timestamp(event);
        try {
            example.read(decoder.decode(source.sourceTopic(), event.headers(), event.value()), timestamp);
        } catch (RejectedEventException e) {
            eventTimeMillis = timestamp;
            return;
        }
        learner.process(example.features(), example.label(), example.weight(), example.eventTimeMillis());
        eventTimeMillis = example.eventTimeMillis();
    }

    /** What the learner would report behind the last event. */
    public LossReport report() {
        return LossReports.of(learner, fingerprint, topic, source.partition(), source.offset(), eventTimeMillis);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
