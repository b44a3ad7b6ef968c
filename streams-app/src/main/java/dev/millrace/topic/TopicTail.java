package dev.millrace.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic as lines of JSON, partition by partition as the records come, without a consumer group. For one thread;
 * only {@link #stop()} may be called from another.
 */
public final class TopicTail implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Object> deserializer;
    private final Request request;
    private final Map<TopicPartition, Long> ends;

    /**
     * What to read.
     *
     * @param committed whether records of open and aborted transactions are left out
     * @param from where to begin in each partition
     * @param max records to read at most, 1 or more
     * @param follow whether to wait for more at the end
     * @param metadata whether each record is wrapped with its partition, offset, timestamp and key
     */
    public record Request(String topic, boolean committed, From from, long max, boolean follow, boolean metadata) {}

    /**
     * Where to begin.
     *
     * @param offset {@link #BEGINNING}, {@link #END}, or an offset; one that is already deleted means the beginning
     */
    public record From(long offset) {
        public static final From BEGINNING = new From(-2);
        public static final From END = new From(-1);
    }

    /**
     * Finds the beginnings and ends of the topic's partitions.
     *
     * @throws TopicException if there is no broker, or no such topic or offset
     */
    public TopicTail(Connection connection, Request request) {
        this.request = request;
        try (Topics topics = Topics.connect(connection.kafka())) {
            topics.partitions(request.topic());
        }
        deserializer = connection.valueDeserializer();
        Map<String, Object> settings = ClientSettings.consumer(connection.kafka());
        settings.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, request.committed() ? "read_committed" : "read_uncommitted");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            ends = seek();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Map<TopicPartition, Long> seek() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo partition : consumer.partitionsFor(request.topic())) {
            partitions.add(new TopicPartition(partition.topic(), partition.partition()));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> found = new HashMap<>(consumer.endOffsets(partitions));
        for (TopicPartition partition : partitions) {
            long beginning = beginnings.getOrDefault(partition, 0L);
            long end = found.getOrDefault(partition, 0L);
            long offset = request.from().offset();
            if (offset > end) {
                throw new TopicException(
                        "partition " + partition + " ends at offset " + end + ", before " + offset
                                + "; give a smaller --from",
                        null);
            }
            boolean atEnd = request.from().equals(From.END);
            consumer.seek(partition, atEnd ? end : Math.max(beginning, offset));
        }
        return found;
    }

    /**
     * Reads until the end (or, when following, until {@link #stop()}), or the greatest number of records.
     *
     * @param lines gets the records of one poll, some hundred at most, each as JSON without a line end; says false to
     *     stop
     * @return records given out
     */
    public long run(Predicate<List<String>> lines) {
        return records(batch -> lines.test(batch.stream().map(this::json).toList()));
    }

    /** The same with the records as they are; metadata has no say. */
    public long records(Predicate<List<ConsumerRecord<byte[], byte[]>>> batches) {
        long count = 0;
        try {
            boolean wanted = true;
            while (wanted && count < request.max() && (request.follow() || !atEnd())) {
                List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (count + batch.size() < request.max() && isWanted(record)) {
                        batch.add(record);
                    }
                }
                wanted = batch.isEmpty() || batches.test(batch);
                count += batch.size();
            }
        } catch (WakeupException e) {
            // stop() was called.
        }
        return count;
    }

    /** Without following, what came after the reading began is left out: the result does not depend on the moment. */
    private boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        return request.follow() || record.offset() < ends.getOrDefault(partition, 0L);
    }

    /** Makes {@link #run} return soon. */
    public void stop() {
        consumer.wakeup();
    }

    /** The end is where it was when the reading began: a topic that grows all the time has one, too. */
    private boolean atEnd() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private String json(ConsumerRecord<byte[], byte[]> record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            if (request.metadata()) {
                json.writeStartObject();
                json.writeNumberField("partition", record.partition());
                json.writeNumberField("offset", record.offset());
                json.writeNumberField("timestamp", record.timestamp());
                json.writeFieldName("key");
                writeKey(json, record.key());
                json.writeFieldName("value");
                writeValue(json, record);
                json.writeEndObject();
            } else {
                writeValue(json, record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeKey(JsonGenerator json, byte @Nullable [] key) throws IOException {
        if (key == null) {
            json.writeNull();
            return;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            json.writeString(text);
        } catch (CharacterCodingException e) {
            json.writeStartObject();
            json.writeBinaryField("base64", key);
            json.writeEndObject();
        }
    }

    private void writeValue(JsonGenerator json, ConsumerRecord<byte[], byte[]> record) throws IOException {
        byte[] bytes = record.value();
        Object value;
        try {
            value = bytes == null ? null : deserializer.deserialize(record.topic(), record.headers(), bytes);
        } catch (SerializationException e) {
            json.writeStartObject();
            json.writeStringField("undecodable", e.getMessage());
            json.writeBinaryField("base64", bytes);
            json.writeEndObject();
            return;
        }
        AvroJson.write(json, value);
    }

    @Override
    public void close() {
        consumer.close();
        deserializer.close();
    }
}
