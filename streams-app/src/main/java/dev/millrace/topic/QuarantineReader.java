package dev.millrace.topic;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.serde.SerdesByName;
import dev.millrace.topic.TopicTail.From;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the quarantine topic of a config: what is committed when the reading begins. For one thread. */
public final class QuarantineReader implements AutoCloseable {

    /** Offsets that an error message names at most. */
    private static final int MAX_NAMED = 20;

    private final Connection connection;
    private final String topic;
    private final Deserializer<QuarantinedEvent> deserializer;

    public QuarantineReader(MillraceConfig config) {
        connection = Connection.of(config);
        topic = config.topics().quarantine();
        deserializer = SerdesByName.serde(
                        QuarantinedEvent.class,
                        config.serdes().serializer(),
                        config.serdes().deserializer(),
                        new HashMap<>(config.registry()),
                        false)
                .deserializer();
    }

    /**
     * Hands over all events, oldest first, each with its offset in the quarantine topic.
     *
     * @param strange takes a sentence about each record that is none of Millrace's
     * @throws TopicException if there is no broker, or no such topic
     */
    public void forEach(BiConsumer<Long, QuarantinedEvent> events, Consumer<String> strange) {
        read(record -> {
            try {
                events.accept(record.offset(), decode(record));
            } catch (SerializationException e) {
                strange.accept(strange(record, e));
            }
        });
    }

    /**
     * One event.
     *
     * @param offset in the quarantine topic
     * @throws TopicException if there is no such event; the message tells which there are
     */
    public QuarantinedEvent get(long offset) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        long[] last = {0, -1};
        read(record -> {
            if (record.offset() == offset) {
                found.add(record);
            }
            if (others.size() < MAX_NAMED) {
                others.add(record.offset());
            }
            last[0]++;
            last[1] = record.offset();
        });
        if (found.isEmpty()) {
            throw new TopicException(noEvent(offset, others, last[0], last[1]), null);
        }
        try {
            return decode(found.get(0));
        } catch (SerializationException e) {
            throw new TopicException(strange(found.get(0), e), e);
        }
    }

    private void read(Consumer<ConsumerRecord<byte[], byte[]>> records) {
        TopicTail.Request all = new TopicTail.Request(topic, true, From.BEGINNING, Long.MAX_VALUE, false, false);
        try (TopicTail tail = new TopicTail(connection, all)) {
            tail.records(batch -> {
                batch.forEach(records);
                return true;
            });
        }
    }

    /** @throws SerializationException also for a record without a value, which Avro would pass as null */
    private QuarantinedEvent decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new SerializationException("it has no value");
        }
        return deserializer.deserialize(topic, new RecordHeaders(), record.value());
    }

    private String strange(ConsumerRecord<byte[], byte[]> record, SerializationException e) {
        return "offset " + record.offset() + " of topic '" + topic + "' is no quarantined event: " + e.getMessage()
                + "; millrace tail --from " + record.offset() + " --max 1 " + topic + " shows it";
    }

    private String noEvent(long offset, List<Long> offsets, long count, long last) {
        if (count == 0) {
            return "nothing is in quarantine: topic '" + topic + "' is empty";
        }
        String which = count <= MAX_NAMED
                ? "there is "
                        + String.join(
                                ", ", offsets.stream().map(Object::toString).toList())
                : "there are " + count + " from " + offsets.get(0) + " to " + last
                        + ", with gaps where transactions end";
        return "no event at offset " + offset + " of topic '" + topic + "'; " + which
                + " (millrace quarantine list shows them)";
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
