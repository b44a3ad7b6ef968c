package dev.millrace.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** Makes and configures serializers and deserializers by class name, so that Confluent's can be chosen in the config. */
public final class SerdesByName {
    /** Class name of Millrace's own serializer. */
    public static final String AVRO_SERIALIZER = "dev.millrace.schemas.serde.AvroSerializer";
    /** Class name of Millrace's own deserializer. */
    public static final String AVRO_DESERIALIZER = "dev.millrace.schemas.serde.AvroDeserializer";

    private SerdesByName() {}

    /**
     * A configured serializer.
     *
     * @throws ConfigException if there is no such class, it is no Serializer, or a setting is wrong
     */
    @SuppressWarnings("unchecked") // Avro serializers take any object and check it themselves.
    public static Serializer<Object> serializer(String className, Map<String, ?> configs, boolean isKey) {
        Serializer<Object> serializer = (Serializer<Object>) make(className, Serializer.class);
        serializer.configure(configs, isKey);
        return serializer;
    }

    /**
     * A configured deserializer.
     *
     * @throws ConfigException if there is no such class, it is no Deserializer, or a setting is wrong
     */
    @SuppressWarnings("unchecked") // What comes out is an object, whatever the class declares.
    public static Deserializer<Object> deserializer(String className, Map<String, ?> configs, boolean isKey) {
        Deserializer<Object> deserializer = (Deserializer<Object>) make(className, Deserializer.class);
        deserializer.configure(configs, isKey);
        return deserializer;
    }

    /**
     * A serde of one type, with {@code specific.avro.reader} switched on, so that generated classes come out.
     *
     * @throws ConfigException as above; reading something of another type throws {@link SerializationException}
     */
    public static <T> Serde<T> serde(
            Class<T> type, String serializerClass, String deserializerClass, Map<String, ?> configs, boolean isKey) {
        Map<String, Object> specific = new HashMap<>(configs);
        specific.put(SerdeConfig.SPECIFIC_READER, true);
        Serializer<Object> serializer = serializer(serializerClass, specific, isKey);
        Deserializer<Object> deserializer = deserializer(deserializerClass, specific, isKey);
        return Serdes.serdeFrom(new TypedSerializer<T>(serializer), new TypedDeserializer<>(type, deserializer));
    }

    private static <T> T make(String className, Class<T> kind) {
        try {
            return Utils.newInstance(className, kind);
        } catch (ClassNotFoundException e) {
            throw new ConfigException("There is no class " + className + " on the class path; expected a "
                    + kind.getSimpleName() + " such as " + AVRO_SERIALIZER + " or " + AVRO_DESERIALIZER
                    + (className.startsWith("io.confluent.")
                            ? ". Build with the Maven profile confluent (-Pconfluent), or add kafka-avro-serializer and"
                                    + " what it needs to the class path."
                            : ". Check the spelling, or add its jar."));
        } catch (RuntimeException e) {
            throw new ConfigException(
                    "The class " + className + " cannot serve as a " + kind.getSimpleName() + ": " + e.getMessage());
        }
    }

    private record TypedSerializer<T>(Serializer<Object> inner) implements Serializer<T> {
        @Override
        public byte[] serialize(String topic, T data) {
            return inner.serialize(topic, data);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private record TypedDeserializer<T>(Class<T> type, Deserializer<Object> inner) implements Deserializer<T> {
        @Override
        public T deserialize(String topic, byte[] data) {
            Object value = inner.deserialize(topic, data);
            if (value != null && !type.isInstance(value)) {
                throw new SerializationException("Topic " + topic + ": expected a " + type.getName() + ", found a "
                        + value.getClass().getName() + ".");
            }
            return type.cast(value);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
