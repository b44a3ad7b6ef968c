package dev.millrace.schemas.serde;

import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link WireFormat} bytes with the schema they were written with. Records become GenericRecords, strings in them Utf8
 * unless the schema says {@code avro.java.string}; with {@code specific.avro.reader} they become the generated class, read
 * with that class's own schema. Values that are no records become String, byte[], Integer, Long, Float, Double, Boolean and
 * so on. Null becomes null. Every call makes new objects, so the caller may keep them.
 *
 * <p>What is thrown says whom to blame:
 *
 * <ul>
 *   <li>{@link SerializationException}: the bytes. Not this layout, a schema id nobody knows, a schema that cannot be read,
 *       data cut short, damaged or followed by more. It will not get better: quarantine it.
 *   <li>{@code RegistryUnavailableException}: nobody, try the same bytes again.
 *   <li>{@code SchemaRegistryException}: the configuration, such as credentials or the URL's path.
 * </ul>
 *
 * <p>Any thread may call {@link #deserialize} once {@link #configure} has returned, for Streams hands one instance to all of
 * its threads: decoders live for one call, and what is known about schemas is immutable and shared.
 */
public final class AvroDeserializer implements Deserializer<Object> {
    private static final int KNOWN_READERS = 1_000;

    private final Map<Integer, RecordReader> readers = new ConcurrentHashMap<>();
    private final boolean ownsRegistry;
    private @Nullable SchemaRegistry registry;
    private boolean specific;
    /** The reader of the last record; threads may overwrite each other's, each reads one whole reader. */
    private @Nullable RecordReader last;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroDeserializer() {
        this.ownsRegistry = true;
    }

    /** Uses a registry that others use, too; {@link #close} leaves it open. Call {@link #configure} next. */
    public AvroDeserializer(SchemaRegistry registry) {
        this.ownsRegistry = false;
        this.registry = registry;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        specific = SerdeConfig.of(configs, isKey).specificReader();
        if (registry == null) {
            registry = SchemaRegistry.create(configs);
        }
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        int id = WireFormat.schemaId(data);
        RecordReader reader = last;
        if (reader == null || reader.id() != id) {
            reader = reader(id);
            last = reader;
        }
        if (reader.writer().getType() == Schema.Type.BYTES) {
            return Arrays.copyOfRange(data, WireFormat.HEADER_BYTES, data.length);
        }
        ByteArrayDecoder decoder = new ByteArrayDecoder(data, WireFormat.HEADER_BYTES);
        Object value;
        try {
            value = reader.read(decoder);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw damaged(reader, data, decoder.position(), reason(e), e);
        }
        if (decoder.remainingBytes() > 0) {
            throw damaged(
                    reader, data, decoder.position(), decoder.remainingBytes() + " bytes left after the record", null);
        }
        return value;
    }

    /**
     * A faster reader of the same bytes, for one thread, whose records must not be kept. Call {@link #configure} first.
     *
     * @return null if generated classes are to come out
     */
    public @Nullable ReusingReader reusing() {
        return specific ? null : new ReusingReader(this);
    }

    Schema writerSchema(int id) {
        return reader(id).writer();
    }

    private RecordReader reader(int id) {
        RecordReader known = readers.get(id);
        if (known != null) {
            return known;
        }
        if (registry == null) {
            throw new IllegalStateException("Call configure() before deserialize().");
        }
        RecordReader reader = RecordReader.of(id, schema(registry, id), specific);
        if (readers.size() >= KNOWN_READERS) {
            readers.clear();
        }
        readers.put(id, reader);
        return reader;
    }

    private static Schema schema(SchemaRegistry registry, int id) {
        try {
            return registry.schemaById(id);
        } catch (SchemaRegistryException e) {
            if (e.schemaUnusable()) {
                throw new SerializationException("Schema id " + id + " is unknown or unusable: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static String reason(Throwable e) {
        return e instanceof StackOverflowError ? "records are nested too deep" : String.valueOf(e.getMessage());
    }

    private static SerializationException damaged(
            RecordReader reader, byte[] data, int position, String reason, @Nullable Throwable cause) {
        return new SerializationException(
                "Cannot read " + reader.writer().getFullName() + " (schema id " + reader.id() + "), at byte " + position
                        + " of " + data.length + ": " + reason
                        + ". The record was damaged, or written with another schema.",
                cause);
    }

    /** Closes the registry if it is this deserializer's own. */
    @Override
    public void close() {
        if (ownsRegistry && registry != null) {
            registry.close();
        }
    }
}
