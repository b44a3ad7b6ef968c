package dev.millrace.topic;

import dev.millrace.config.MillraceConfig;
import dev.millrace.config.SerdeConfig;
import dev.millrace.schemas.registry.RegistryConfig;
import dev.millrace.schemas.serde.SerdesByName;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Where the broker and the schema registry are, and how to talk to them.
 *
 * @param kafka settings as in a config's {@code kafka} section
 * @param registry settings as in a config's {@code registry} section
 */
public record Connection(Map<String, String> kafka, Map<String, String> registry, SerdeConfig serdes) {

    /** That of a config. */
    public static Connection of(MillraceConfig config) {
        return new Connection(config.kafka(), config.registry(), config.serdes());
    }

    /** That of two addresses, with Millrace's own serdes. */
    public static Connection of(String bootstrapServers, String registryUrl) {
        return new Connection(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.of(RegistryConfig.URL, registryUrl),
                SerdeConfig.DEFAULT);
    }

    /** A configured serializer of record values. */
    public Serializer<Object> valueSerializer() {
        return SerdesByName.serializer(serdes.serializer(), new HashMap<>(registry), false);
    }

    /** A configured deserializer of record values. */
    public Deserializer<Object> valueDeserializer() {
        return SerdesByName.deserializer(serdes.deserializer(), new HashMap<>(registry), false);
    }
}
