package dev.millrace.schemas.serde;

import dev.millrace.schemas.registry.RegisteredSchema;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records, and plain strings, byte arrays, ByteBuffers, Integers, Longs, Floats, Doubles and Booleans, in
 * Confluent's {@link WireFormat}; null becomes null. Configured by {@link SerdeConfig} and the registry's keys.
 *
 * <p>Throws {@link SerializationException} if the object does not fit its schema, and {@code SchemaRegistryException} as it
 * comes if the registry cannot be reached or refuses the schema.
 *
 * <p>Any thread may call {@link #serialize} once {@link #configure} has returned: a producer calls it on its callers' threads,
 * and Streams hands one instance to all of its threads. Buffers therefore belong to threads; what is known about schemas is
 * immutable and shared.
 */
public final class AvroSerializer implements Serializer<Object> {
    /** Schemas are known by identity; a caller that parses its schema anew for each record must not fill the memory. */
    private static final int KNOWN_TARGETS = 1_000;

    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Schema BYTES = Schema.create(Schema.Type.BYTES);
    private static final Schema INT = Schema.create(Schema.Type.INT);
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final Schema FLOAT = Schema.create(Schema.Type.FLOAT);
    private static final Schema DOUBLE = Schema.create(Schema.Type.DOUBLE);
    private static final Schema BOOLEAN = Schema.create(Schema.Type.BOOLEAN);

    private final ThreadLocal<ByteArrayEncoder> encoders = ThreadLocal.withInitial(ByteArrayEncoder::new);
    private final Map<TargetKey, Target> targets = new ConcurrentHashMap<>();
    private final boolean ownsRegistry;
    private @Nullable SchemaRegistry registry;
    private @Nullable SerdeConfig config;
    private boolean isKey;
    /** The target of the last record; threads may overwrite each other's, each reads one whole target. */
    private @Nullable Target last;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroSerializer() {
        this.ownsRegistry = true;
    }

    /** Uses a registry that others use, too; {@link #close} leaves it open. Call {@link #configure} next. */
    public AvroSerializer(SchemaRegistry registry) {
        this.ownsRegistry = false;
        this.registry = registry;
    }

    /** What identifies a target: the schema object itself, for comparing schemas takes longer than writing the record. */
    private static final class TargetKey {
        private final String topic;
        private final Schema schema;
        private final boolean specific;

        private TargetKey(String topic, Schema schema, boolean specific) {
            this.topic = topic;
            this.schema = schema;
            this.specific = specific;
        }

        @SuppressWarnings("ReferenceEquality") // That is the point.
        private boolean is(String otherTopic, Schema otherSchema, boolean otherSpecific) {
            return schema == otherSchema && specific == otherSpecific && topic.equals(otherTopic);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof TargetKey key && is(key.topic, key.schema, key.specific);
        }

        @Override
        public int hashCode() {
            return 31 * topic.hashCode() + System.identityHashCode(schema) + (specific ? 1 : 0);
        }
    }

    private record Target(TargetKey key, int id, DatumWriter<Object> writer) {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        this.isKey = isKey;
        config = SerdeConfig.of(configs, isKey);
        if (registry == null) {
            registry = SchemaRegistry.create(configs);
        }
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        if (data == null) {
            return null;
        }
        Schema schema = schemaOf(topic, data);
        boolean specific = data instanceof SpecificRecord;
        Target target = last;
        if (target == null || !target.key.is(topic, schema, specific)) {
            target = target(new TargetKey(topic, schema, specific), data);
            last = target;
        }
        ByteArrayEncoder encoder = encoders.get();
        encoder.begin(target.id);
        try {
            write(data, target, encoder);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new SerializationException(
                    "Topic " + topic + ": a " + data.getClass().getName() + " does not fit its schema "
                            + schema.getFullName() + ": " + e.getMessage(),
                    e);
        }
        return encoder.toByteArray();
    }

    /**
     * Asks the registry now for the id under which such records go out, so that writing one needs it no more.
     *
     * @param data of the type that will be written; its content does not matter
     */
    public void prepare(String topic, Object data) {
        Schema schema = schemaOf(topic, data);
        target(new TargetKey(topic, schema, data instanceof SpecificRecord), data);
    }

    private static void write(Object data, Target target, ByteArrayEncoder encoder) throws IOException {
        if (data instanceof byte[] bytes) {
            encoder.writeFixed(bytes, 0, bytes.length);
        } else if (data instanceof ByteBuffer buffer) {
            encoder.writeFixed(buffer);
        } else {
            target.writer.write(data, encoder);
        }
    }

    private static Schema schemaOf(String topic, Object data) {
        if (data instanceof GenericContainer container) {
            return container.getSchema();
        } else if (data instanceof CharSequence) {
            return STRING;
        } else if (data instanceof byte[] || data instanceof ByteBuffer) {
            return BYTES;
        } else if (data instanceof Long) {
            return LONG;
        } else if (data instanceof Integer) {
            return INT;
        } else if (data instanceof Double) {
            return DOUBLE;
        } else if (data instanceof Float) {
            return FLOAT;
        } else if (data instanceof Boolean) {
            return BOOLEAN;
        }
        throw new SerializationException("Topic " + topic
                + ": expected an Avro record, String, byte[], ByteBuffer, Integer,"
                + " Long, Float, Double or Boolean, found " + data.getClass().getName()
                + ". Give the object an Avro schema, or choose another serializer.");
    }

    private Target target(TargetKey key, Object data) {
        Target known = targets.get(key);
        if (known != null) {
            return known;
        }
        Target target = new Target(key, schemaId(key.topic, key.schema), writer(key, data));
        if (targets.size() >= KNOWN_TARGETS) {
            targets.clear();
        }
        targets.put(key, target);
        return target;
    }

    private static DatumWriter<Object> writer(TargetKey key, Object data) {
        return key.specific
                ? new SpecificDatumWriter<>(key.schema, withCustomCoders(SpecificData.getForClass(data.getClass())))
                : new GenericDatumWriter<>(key.schema);
    }

    /** The same model for classes that write their fields themselves; the original is shared, and not to be changed. */
    private static SpecificData withCustomCoders(SpecificData model) {
        SpecificData copy = new SpecificData(model.getClassLoader());
        model.getConversions().forEach(copy::addLogicalTypeConversion);
        copy.setCustomCoders(true);
        return copy;
    }

    private int schemaId(String topic, Schema schema) {
        if (registry == null || config == null) {
            throw new IllegalStateException("Call configure() before serialize().");
        }
        String subject = config.subjectNames().subject(topic, isKey, schema);
        if (config.autoRegister()) {
            return registry.register(subject, schema);
        }
        return config.useLatest() ? latestId(registry, subject, schema) : registry.idOf(subject, schema);
    }

    /** The bytes are those of the record's own schema, so the latest version must have the same layout. */
    private static int latestId(SchemaRegistry registry, String subject, Schema schema) {
        RegisteredSchema latest = registry.latest(subject);
        String expected = SchemaNormalization.toParsingForm(latest.schema());
        String found = SchemaNormalization.toParsingForm(schema);
        if (!expected.equals(found)) {
            throw new SerializationException("Subject " + subject + ": " + SerdeConfig.USE_LATEST
                    + " is true and version " + latest.version() + " is laid out differently from the record; expected "
                    + expected + ", found " + found
                    + ". Build the record with the latest schema, or register its own.");
        }
        return latest.id();
    }

    /** Frees the calling thread's buffer, and the registry if it is this serializer's own. */
    @Override
    public void close() {
        encoders.remove();
        if (ownsRegistry && registry != null) {
            registry.close();
        }
    }
}
