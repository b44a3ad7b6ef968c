package dev.millrace.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The byte layout of a Kafka key or value whose schema stands in a registry. This class alone knows it.
 *
 * <pre>
 *   byte   0      1      2      3      4      5 ...
 *        +------+------+------+------+------+------------------+
 *        | 0x00 | schema id, big endian     | Avro binary      |
 *        +------+------+------+------+------+------------------+
 * </pre>
 *
 * <p>The id is 0 or greater. If the schema is {@code "bytes"}, what follows the id is the bytes themselves without Avro's
 * length before them, as Confluent's serdes do it. A null record has no bytes at all: it is a Kafka null.
 */
public final class WireFormat {
    /** The first byte. */
    public static final byte MAGIC = 0;
    /** Bytes before the Avro data. */
    public static final int HEADER_BYTES = 5;

    private WireFormat() {}

    /** Writes the header into the first {@link #HEADER_BYTES} bytes of the target. */
    public static void writeHeader(byte[] target, int schemaId) {
        target[0] = MAGIC;
        target[1] = (byte) (schemaId >>> 24);
        target[2] = (byte) (schemaId >>> 16);
        target[3] = (byte) (schemaId >>> 8);
        target[4] = (byte) schemaId;
    }

    /**
     * The schema id in the header.
     *
     * @throws SerializationException if the payload is too short, has another magic byte or a negative id
     */
    public static int schemaId(byte[] payload) {
        if (payload.length < HEADER_BYTES) {
            throw new SerializationException("Expected at least " + HEADER_BYTES
                    + " bytes (0x00, schema id, Avro data), found " + payload.length + ". " + WRITTEN_OTHERWISE);
        }
        if (payload[0] != MAGIC) {
            throw new SerializationException(
                    String.format("Expected magic byte 0x00, found 0x%02x. %s", payload[0], WRITTEN_OTHERWISE));
        }
        int id = (payload[1] & 0xff) << 24 | (payload[2] & 0xff) << 16 | (payload[3] & 0xff) << 8 | (payload[4] & 0xff);
        if (id < 0) {
            throw new SerializationException(
                    "Expected a schema id of 0 or greater, found " + id + ". " + WRITTEN_OTHERWISE);
        }
        return id;
    }

    private static final String WRITTEN_OTHERWISE =
            "The record was not written by a schema registry serializer, or was damaged.";
}
