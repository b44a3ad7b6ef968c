package dev.millrace.ingest;

import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.serde.AvroDeserializer;
import dev.millrace.schemas.serde.ReusingReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the bytes of events. One thread.
 *
 * <p>A registry that does not answer is no fault of the event: that exception passes through.
 */
public final class EventDecoder {

    private final Deserializer<Object> deserializer;
    /** Null if the deserializer has none. */
    private final @Nullable ReusingReader reusing;

    /** @param deserializer stays the caller's to close */
    public EventDecoder(Deserializer<Object> deserializer) {
        this.deserializer = deserializer;
        this.reusing = deserializer instanceof AvroDeserializer avro ? avro.reusing() : null;
    }

    /**
     * Decodes one event.
     *
     * @param topic that it was written to first
     * @return valid until the next call
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
}
