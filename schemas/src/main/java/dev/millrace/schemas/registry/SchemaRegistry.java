package dev.millrace.schemas.registry;

import java.util.Map;
import org.apache.avro.Schema;

/**
 * Gives schemas their ids, and ids their schemas. Every method may block on the network and throws
 * {@link RegistryUnavailableException} if no answer could be had, {@link SchemaRegistryException} if the answer was a refusal.
 *
 * <p>Implementations may be used by any number of threads.
 */
public interface SchemaRegistry extends AutoCloseable {

    /**
     * Opens the registry that {@code schema.registry.url} names: {@code mock://scope}, shared by everyone in this JVM who
     * names the same scope, or one or more http(s) URLs, separated by commas.
     *
     * @param configs see {@link RegistryConfig}; unknown keys are ignored, for Kafka hands over its whole configuration
     * @throws org.apache.kafka.common.config.ConfigException if a value is missing or wrong
     */
    static SchemaRegistry create(Map<String, ?> configs) {
        RegistryConfig config = RegistryConfig.of(configs);
        return config.mockScope() != null
                ? MockSchemaRegistry.scope(config.mockScope())
                : new HttpSchemaRegistry(config);
    }

    /**
     * Adds the schema to the subject unless it is there already.
     *
     * @return its id, 0 or greater
     */
    int register(String subject, Schema schema);

    /**
     * Looks the schema up under the subject and registers nothing.
     *
     * @return its id, 0 or greater
     * @throws SchemaRegistryException with {@link SchemaRegistryException#SUBJECT_NOT_FOUND} or
     *     {@link SchemaRegistryException#SCHEMA_NOT_FOUND} if it is not there
     */
    int idOf(String subject, Schema schema);

    /**
     * The schema of an id, whatever its subject, with references resolved.
     *
     * @throws SchemaRegistryException with {@link SchemaRegistryException#SCHEMA_NOT_FOUND} if nobody registered it, or
     *     {@link SchemaRegistryException#INVALID_SCHEMA} if it is no Avro schema
     */
    Schema schemaById(int id);

    /** The newest version of the subject; asked for anew at each call, because it changes. */
    RegisteredSchema latest(String subject);

    /** Frees connections; a mock scope lives on. */
    @Override
    void close();
}
