package dev.millrace.schemas.serde;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the same bytes to the same values as its {@link AvroDeserializer}, but into a record that the next one overwrites.
 * That takes about a third of the time: most of what a deserializer does is to make objects, one for each number of an array.
 *
 * <p>Reads flat records that are in order. All others are left to the deserializer, which then also says what is wrong with
 * them. One thread.
 */
public final class ReusingReader {

    private static final int KNOWN_RECORDS = 100;
    /** What a larger event took is given back. */
    private static final int KEPT_BYTES = 1 << 16;

    private final AvroDeserializer deserializer;
    private final Map<Integer, Optional<ReusedRecord>> records = new HashMap<>();
    private int lastId = -1;
    private @Nullable ReusedRecord last;

    ReusingReader(AvroDeserializer deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * Reads a record.
     *
     * @return valid until the next call; null if the deserializer must be asked
     * @throws org.apache.kafka.common.errors.SerializationException as of {@link AvroDeserializer}; so are others
     */
    public @Nullable IndexedRecord read(byte[] data) {
        if (data.length < WireFormat.HEADER_BYTES || data[0] != WireFormat.MAGIC) {
            return null;
        }
        int id = WireFormat.schemaId(data);
        if (id != lastId) {
            last = record(id);
            lastId = id;
        }
        ReusedRecord record = last;
        if (record == null) {
            return null;
        }
        ByteArrayDecoder decoder = new ByteArrayDecoder(data, WireFormat.HEADER_BYTES);
        try {
            record.read(decoder);
        } catch (IOException | RuntimeException e) {
            return null;
        } finally {
            if (data.length > KEPT_BYTES) {
                records.remove(id);
                lastId = -1;
            }
        }
        return decoder.remainingBytes() == 0 ? record : null;
    }

    private @Nullable ReusedRecord record(int id) {
        Optional<ReusedRecord> known = records.get(id);
        if (known == null) {
            known = Optional.ofNullable(ReusedRecord.of(deserializer.writerSchema(id)));
            if (records.size() == KNOWN_RECORDS) {
                records.clear();
            }
            records.put(id, known);
        }
        return known.orElse(null);
    }
}
