package dev.millrace.ingest;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.serde.AvroDeserializer;
import dev.millrace.schemas.serde.ReusingReader;
import dev.millrace.schemas.serde.SerdesByName;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the values of the events topic, with the deserializer that the config names. One thread.
 *
 * <p>A registry that does not answer is no fault of the event: that exception passes through.
 */
public final class EventDecoder implements AutoCloseable {

    private final Deserializer<Object> deserializer;
    /** Null if the deserializer has none. */
    private final @Nullable ReusingReader reusing;

    public EventDecoder(MillraceConfig config) {
        this.deserializer = SerdesByName.deserializer(config.serdes().deserializer(), config.registry(), false);
        this.reusing = deserializer instanceof AvroDeserializer avro ? avro.reusing() : null;
    }

    /**
     * Decodes one event.
     *
     * @param topic that the event came from first
     * @return the record, which may be used again for the next event
     * @throws RejectedEventException if it is no Avro record
     */
    public IndexedRecord decode(String topic, Headers headers, byte @Nullable [] value) throws RejectedEventException {
        if (value == null) {
            throw new RejectedEventException(QuarantineStage.DECODE, "expected an Avro record, got no value");
        }
        Object decoded;
        try {
            decoded = reusing == null ? null : reusing.read(value);
            if (decoded == null) {
                decoded = deserializer.deserialize(topic, headers, value);
            }
        } catch (SerializationException e) {
            throw new RejectedEventException(QuarantineStage.DECODE, String.valueOf(e.getMessage()));
        }
        if (decoded instanceof IndexedRecord event) {
            return event;
        }
        throw new RejectedEventException(
                QuarantineStage.DECODE,
                "expected an Avro record, got "
                        + (decoded == null ? "null" : decoded.getClass().getSimpleName()));
    }

    /** The registry's client has threads. */
    @Override
    public void close() {
        deserializer.close();
    }
}
