package dev.millrace.bench;

import dev.millrace.config.MillraceConfig;
import dev.millrace.topic.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** A consumer that decodes the same Avro, and nothing else: no Streams, no output, no transaction. */
final class RawConsumer {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private RawConsumer() {}

    /** Events a second over the last three quarters of the events, as {@link TopologyRun} takes them. */
    static double eventsPerSecond(MillraceConfig config, int events) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.keySet().removeIf(key -> key.equals("state.dir"));
        settings.put("isolation.level", "read_committed");
        settings.put("max.poll.records", 5_000);
        TopicPartition partition = new TopicPartition(config.topics().events(), 0);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Deserializer<Object> deserializer = Connection.of(config).valueDeserializer();
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            int done = 0;
            int from = 0;
            long fromNanos = 0;
            while (done < events) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(100))) {
                    Object decoded = deserializer.deserialize(event.topic(), event.headers(), event.value());
                    if (decoded == null) {
                        throw new IllegalStateException(
                                "expected an event at offset " + event.offset() + ", found null");
                    }
                    done++;
                }
                if (fromNanos == 0 && done >= events / 4) {
                    from = done;
                    fromNanos = System.nanoTime();
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the run stopped at " + done + " of " + events + " events");
                }
            }
            return (done - from) / ((System.nanoTime() - fromNanos) / 1e9);
        }
    }
}
