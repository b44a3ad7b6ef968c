package dev.millrace.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one partition, and only what is committed, from its beginning to where it ended when the reader was made: the result
 * does not depend on what is written meanwhile. Without a consumer group. One thread.
 */
public final class PartitionReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    /** How long a broker may give nothing, though there is something. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long beginning;
    private final long end;

    /**
     * Finds beginning and end.
     *
     * @param kafka the {@code kafka} section of a config
     * @throws TopicException if there is no broker, or no such topic or partition
     */
    public PartitionReader(Map<String, String> kafka, String topic, int number) {
        try (Topics topics = Topics.connect(kafka)) {
            int partitions = topics.partitions(topic);
            if (number >= partitions) {
                throw new TopicException(
                        "topic '" + topic + "' has partitions 0 to " + (partitions - 1) + ", expected partition "
                                + number + " to be there; check the topic's name",
                        null);
            }
        }
        partition = new TopicPartition(topic, number);
        Map<String, Object> settings = ClientSettings.consumer(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Records that vanish while they are read are not passed over in silence.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> only = List.of(partition);
            consumer.assign(only);
            beginning = Objects.requireNonNull(consumer.beginningOffsets(only).get(partition));
            end = Objects.requireNonNull(consumer.endOffsets(only).get(partition));
            consumer.seek(partition, beginning);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Offset of the first record that is there; 0 if none was ever deleted from the front. */
    public long beginning() {
        return beginning;
    }

    /** Offset behind the last committed record. */
    public long end() {
        return end;
    }

    /**
     * Hands over the records in order. May be called once.
     *
     * @param goOn returns false after the last record that is wanted
     * @throws TopicException if the broker stops to answer
     */
    public void read(Predicate<ConsumerRecord<byte[], byte[]>> goOn) {
        long lastProgress = System.nanoTime();
        long position = beginning;
        while (position < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= end || !goOn.test(record)) {
                    return;
                }
            }
            if (consumer.position(partition) > position) {
                position = consumer.position(partition);
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TopicException(
                        "the broker gave no record of " + partition + " behind offset " + position + " for "
                                + PATIENCE.toSeconds() + " s, though the partition ends at " + end
                                + "; is the broker running?",
                        null);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
