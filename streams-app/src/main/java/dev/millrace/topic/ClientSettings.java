package dev.millrace.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of one client out of the {@code kafka} section of a config, which holds those of Kafka Streams and of
 * all its clients. As in Kafka Streams, {@code producer.}, {@code consumer.} and {@code admin.} before a key make it
 * count for that client only, and win over the key alone.
 */
public final class ClientSettings {

    /** Names of settings that Streams, or whoever reads the topology's input, has a use for, and these clients not. */
    private static final Set<String> OF_STREAMS = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG);

    private ClientSettings() {}

    public static Map<String, Object> producer(Map<String, String> kafka) {
        return of(kafka, StreamsConfig.PRODUCER_PREFIX, ProducerConfig.configNames());
    }

    public static Map<String, Object> consumer(Map<String, String> kafka) {
        return of(kafka, StreamsConfig.CONSUMER_PREFIX, ConsumerConfig.configNames());
    }

    public static Map<String, Object> admin(Map<String, String> kafka) {
        return of(kafka, StreamsConfig.ADMIN_CLIENT_PREFIX, AdminClientConfig.configNames());
    }

    private static Map<String, Object> of(Map<String, String> kafka, String prefix, Set<String> names) {
        Map<String, Object> settings = new HashMap<>();
        kafka.forEach((key, value) -> {
            if (names.contains(key) && !OF_STREAMS.contains(key)) {
                settings.put(key, value);
            }
        });
        kafka.forEach((key, value) -> {
            String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
            if (!name.isEmpty() && !OF_STREAMS.contains(name)) {
                settings.put(name, value);
            }
        });
        return settings;
    }
}
