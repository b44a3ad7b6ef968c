package dev.millrace.topic;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.serde.SerdesByName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what Millrace has written to a topic of one partition, and only what is committed. */
public final class CommittedReader {

    private CommittedReader() {}

    /** How long the next record may take: a transaction is committed by then, or there is no next record. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Hands over each committed record from the topic's beginning on, in order, until the reader has enough or no further
     * one comes for {@link #PATIENCE}.
     *
     * @param goOn returns false after the last record that is wanted
     */
    public static <T extends SpecificRecord> void read(
            MillraceConfig config, String topic, Class<T> type, Predicate<T> goOn) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, Object> settings = new HashMap<>(ClientSettings.consumer(config.kafka()));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Deserializer<T> deserializer = SerdesByName.serde(
                                type,
                                config.serdes().serializer(),
                                config.serdes().deserializer(),
                                config.registry(),
                                false)
                        .deserializer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
            while (!records.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (!goOn.test(deserializer.deserialize(topic, record.value()))) {
                        return;
                    }
                }
                records = consumer.poll(PATIENCE);
            }
        }
    }
}
