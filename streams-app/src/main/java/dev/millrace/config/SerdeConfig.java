package dev.millrace.config;

/**
 * The serializer and deserializer of record values, by class name, so that those of another registry client drop in.
 *
 * @param serializer name of a {@code org.apache.kafka.common.serialization.Serializer} of Avro records
 * @param deserializer name of the deserializer that reads what it writes
 */
public record SerdeConfig(String serializer, String deserializer) {

    public static final SerdeConfig DEFAULT =
            new SerdeConfig("dev.millrace.schemas.serde.AvroSerializer", "dev.millrace.schemas.serde.AvroDeserializer");
}
