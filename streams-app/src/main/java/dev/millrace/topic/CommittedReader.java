package dev.millrace.topic;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.serde.SerdesByName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what Millrace has written to a topic of one partition, and only what is committed. */
public final class CommittedReader {

    private CommittedReader() {}

    /** Hands over each committed record from the topic's beginning to its present end, in order. */
    public static <T extends SpecificRecord> void readAll(
            MillraceConfig config, String topic, Class<T> type, Consumer<T> records) {
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
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    records.accept(deserializer.deserialize(topic, record.value()));
                }
            }
        }
    }
}
