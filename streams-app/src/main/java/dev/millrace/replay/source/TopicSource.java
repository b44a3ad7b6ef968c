package dev.millrace.replay.source;

import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.EventDecoder;
import dev.millrace.ingest.RejectedEventException;
import dev.millrace.learn.EventSource;
import dev.millrace.replay.ReplayException;
import dev.millrace.replay.ReplaySource;
import dev.millrace.replay.ReplayedEvent;
import dev.millrace.topic.ClientSettings;
import dev.millrace.topic.TopicException;
import dev.millrace.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The committed records of a topic, or of a part of it, as it was when the source was made: what is written later is not read.
 * Several partitions are merged into one order ({@link PartitionMerge}). Without a consumer group, and nothing is written. One
 * thread.
 */
public final class TopicSource implements ReplaySource {

    private static final long SHARED_FETCH_BYTES = 64L << 20;

    private final String topic;
    private final String eventsTopic;
    private final Consumer<String> notes;
    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventDecoder decoder;
    private final Uuid id;
    private final boolean compacted;
    private final List<Span> spans;
    /** Names of the partitions, by number. */
    private final List<String> places;

    private final boolean isLearnedFrom;
    private final long offsets;
    private final ReplayedEvent event = new ReplayedEvent();
    /** Events of a whole reading; -1 if there was none yet. */
    private long wholeReading = -1;

    /**
     * Finds the topic, and where the range begins and ends in each of its partitions.
     *
     * @param topic null: the config's events topic
     * @param notes gets one sentence for each thing that the user should know, on the calling thread, here and in {@link
     *     #read}
     * @throws TopicException if there is no broker, or no such topic
     * @throws ReplayException if the topic or the range is empty, or the topic does not reach so far
     */
    public TopicSource(MillraceConfig config, @Nullable String topic, TopicRange range, Consumer<String> notes) {
        this.eventsTopic = config.topics().events();
        this.topic = topic == null ? eventsTopic : topic;
        this.notes = notes;
        this.topics = Topics.connect(config.kafka());
        KafkaConsumer<byte[], byte[]> made = null;
        try {
            int partitions = topics.partitions(this.topic);
            this.id = Objects.requireNonNullElse(topics.id(this.topic), Uuid.ZERO_UUID);
            made = consumer(config.kafka(), partitions);
            this.consumer = made;
            SpanFinder finder = new SpanFinder(consumer, topics, this.topic, partitions);
            this.spans = finder.find(range);
            this.compacted = topics.isCompacted(this.topic);
            this.isLearnedFrom = partitions == 1 && this.topic.equals(learnedFrom(config));
            tell(config, partitions, range.from() == null ? finder.deleted() : 0);
        } catch (RuntimeException e) {
            topics.close();
            if (made != null) {
                made.close();
            }
            throw e;
        }
        this.decoder = new EventDecoder(config);
        this.places = spans.stream().map(span -> span.partition().toString()).toList();
        this.offsets = spans.stream().mapToLong(Span::offsets).sum();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> kafka, int partitions) {
        Map<String, Object> settings = new HashMap<>();
        // Large answers, as reading in bulk wants them; what the config says wins.
        long share = Math.max(64 << 10, Math.min(4 << 20, SHARED_FETCH_BYTES / partitions));
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.toIntExact(share));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // The fetch behind the last record waits in vain, and the first one of the next epoch waits for it.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        settings.putAll(ClientSettings.consumer(kafka));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Records that vanish while they are read are not passed over in silence.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // Asking for a topic that was just deleted must not create it anew.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Topic that a running application learns from: the one that logs the order, if there are several partitions. */
    private String learnedFrom(MillraceConfig config) {
        return topics.id(eventsTopic) != null && topics.partitions(eventsTopic) > 1
                ? config.topics().sequence()
                : eventsTopic;
    }

    private void tell(MillraceConfig config, int partitions, long deleted) {
        String sequence = config.topics().sequence();
        if (partitions > 1 && topic.equals(eventsTopic) && topics.id(sequence) != null) {
            notes.accept("topic '" + topic + "' has " + partitions
                    + " partitions, which are merged by timestamp; the order"
                    + " that the application has learned in is that of topic '" + sequence + "': --topic " + sequence
                    + " replays it");
        }
        if (deleted > 0) {
            notes.accept("the first " + deleted + " records of topic '" + topic + "' were deleted: a learner that has"
                    + " learned from them is not replayed");
        }
        if (compacted) {
            notes.accept(
                    "topic '" + topic + "' is compacted (cleanup.policy): an event vanishes when a later one has the"
                            + " same key, so that what is replayed is not the whole stream");
        }
    }

    @Override
    public String description() {
        if (spans.size() == 1) {
            return "topic " + topic + ", partition 0, offsets " + spans.get(0).text();
        }
        return "topic " + topic + ", " + spans.size() + " partitions merged by timestamp, " + offsets + " offsets";
    }

    @Override
    public String topic() {
        return isLearnedFrom ? topic : "";
    }

    /**
     * Hands over the records in order.
     *
     * @throws TopicException if the topic was deleted meanwhile, or the broker stops to answer
     * @throws ReplayException if records of the range were deleted meanwhile, if there is no event in it, or if a second
     *     reading gave more or less than the first
     */
    @Override
    public void read(Visitor visitor) {
        long[] events = {0};
        PartitionMerge merge = new PartitionMerge(consumer, spans, () -> requireSameTopic(events[0]));
        try {
            for (ConsumerRecord<byte[], byte[]> next = merge.next(); next != null; next = merge.next()) {
                events[0]++;
                decode(next, merge.offsetsRead() / (double) offsets);
                if (!visitor.event(event)) {
                    return;
                }
            }
        } catch (OffsetOutOfRangeException e) {
            requireSameTopic(events[0]);
            throw deleted(e, events[0]);
        }
        requireSameTopic(events[0]);
        finish(events[0]);
    }

    private void decode(ConsumerRecord<byte[], byte[]> record, double progress) {
        int partition = record.partition();
        event.begin(
                places.get(partition),
                partition,
                record.offset(),
                EventSource.timestamp(record),
                progress,
                record.key());
        try {
            // Wherever a copy of an event is read, it was encoded for the events topic.
            event.decoded(decoder.decode(eventsTopic, record.headers(), record.value()));
        } catch (RejectedEventException e) {
            event.unreadable(e.reason());
        }
    }

    private void finish(long events) {
        if (events == 0) {
            throw new ReplayException(
                    description() + ": none of these offsets holds a committed event; there is nothing to" + " replay");
        }
        if (wholeReading >= 0 && wholeReading != events) {
            throw new ReplayException(
                    "topic '" + topic + "' gave " + wholeReading + " events when it was read first, and " + events
                            + " when it was read again: it was compacted meanwhile. Replay a copy of it, or one epoch");
        }
        if (wholeReading < 0 && compacted) {
            notes.accept(offsets - events + " of the " + offsets + " offsets read of topic '" + topic
                    + "' hold no event any more, or a marker of a transaction");
        }
        wholeReading = events;
    }

    private void requireSameTopic(long events) {
        Uuid now = topics.id(topic);
        if (!id.equals(now)) {
            throw new TopicException(
                    "topic '" + topic + "' was deleted" + (now == null ? "" : " and created anew")
                            + " while it was read, after " + events + " events"
                            + (now == null
                                    ? "; what was replayed is not whole. Give the name of a copy, if there is one"
                                    : "; replay again to read the new one"),
                    null);
        }
    }

    private ReplayException deleted(OffsetOutOfRangeException e, long events) {
        Span span = spans.stream()
                .filter(candidate -> e.partitions().contains(candidate.partition()))
                .findFirst()
                .orElseThrow(() -> e);
        long wanted = e.offsetOutOfRangePartitions().getOrDefault(span.partition(), span.from());
        long beginning = Objects.requireNonNull(
                consumer.beginningOffsets(List.of(span.partition())).get(span.partition()));
        return new ReplayException(String.format(
                Locale.ROOT,
                "records of %s were deleted while it was read: expected offset %d, it begins at %d now, after %d events."
                        + " Replay again from what is there, or keep records longer (retention.ms, retention.bytes)",
                span.partition(),
                wanted,
                beginning,
                events));
    }

    @Override
    public void close() {
        consumer.close();
        decoder.close();
        topics.close();
    }
}
