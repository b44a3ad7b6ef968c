package dev.millrace.live;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.config.TopicsConfig;
import dev.millrace.http.IndexRoutes;
import dev.millrace.http.Routes;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.metric.InputLag;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.serde.SerdesByName;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The live page of an application and what it shows. Two threads of its own, one that reads topics and one that sends
 * events, until {@link #close}. Any thread.
 */
public final class Live implements AutoCloseable {

    /** Read of a quarantine topic at most; what lies before is counted by offsets. */
    static final long LONGEST_QUARANTINE = 10_000;

    private final TopicsTail tail;
    private final LiveFeed feed;
    private final List<Routes> routes;
    private final Deserializer<LossReport> reports;
    private final Deserializer<QuarantinedEvent> quarantined;

    private Live(MillraceConfig config, KafkaStreams streams, ProgressBoard board, String instance) {
        TopicsConfig topics = config.topics();
        LossHistories histories = new LossHistories(
                config.learners().stream().map(LearnerConfig::name).toList());
        QuarantineLog quarantine = new QuarantineLog(topics.quarantine());
        reports = deserializer(config, LossReport.class);
        quarantined = deserializer(config, QuarantinedEvent.class);
        tail = new TopicsTail(
                config.kafka(),
                List.of(
                        new TailedTopic(
                                topics.lossReports(),
                                Long.MAX_VALUE,
                                record -> histories.add(decode(reports, record)),
                                offsets -> {}),
                        new TailedTopic(
                                topics.quarantine(),
                                LONGEST_QUARANTINE,
                                record -> quarantine.add(
                                        record.partition(), record.offset(), decode(quarantined, record)),
                                quarantine::skip)));
        InputLag lag = InputLag.of(topics, streams);
        feed = new LiveFeed(new LiveFeed.Sources(
                config.application(),
                instance,
                () -> streams.state().name(),
                histories,
                quarantine,
                new LiveLearners(config, board, lag::of, histories),
                tail::status));
        PageRoutes page = new PageRoutes();
        routes = List.of(
                new IndexRoutes(page::page),
                page,
                new HistoryRoutes(histories, quarantine, tail::status),
                new LiveRoutes(feed));
    }

    /**
     * Begins to read the topics, which must be there.
     *
     * @param board where the learners of this instance show how far they are
     * @param instance what this instance is called on the page, such as {@code host:port}
     */
    public static Live start(MillraceConfig config, KafkaStreams streams, ProgressBoard board, String instance) {
        Live live = new Live(config, streams, board, instance);
        live.tail.start();
        live.feed.start();
        return live;
    }

    /** The page, its files, and what it asks. */
    public List<Routes> routes() {
        return routes;
    }

    /** Ends the threads and all connections, within a second or so. */
    @Override
    public void close() {
        feed.close();
        tail.close();
        reports.close();
        quarantined.close();
    }

    private static <T> Deserializer<T> deserializer(MillraceConfig config, Class<T> type) {
        return SerdesByName.serde(
                        type,
                        config.serdes().serializer(),
                        config.serdes().deserializer(),
                        new HashMap<>(config.registry()),
                        false)
                .deserializer();
    }

    private static <T> T decode(Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new SerializationException("it has no value");
        }
        return Objects.requireNonNull(deserializer.deserialize(record.topic(), record.value()));
    }
}
