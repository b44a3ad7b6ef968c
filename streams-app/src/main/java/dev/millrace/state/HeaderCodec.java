package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.serde.GeneratedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * The byte layout of a stored header:
 *
 * <pre>
 *   offset  size
 *   0       1     format version, 1 or 2: which version of ModelHeader.avsc follows
 *   1       8     checksum: Murmur3 of the rest, seed 0, big-endian
 *   9       ..    ModelHeader in Avro's binary encoding
 * </pre>
 *
 * and of a continuation, a further part of the header's state:
 *
 * <pre>
 *   offset  size
 *   0       8     checksum: Murmur3 of the rest, seed 1 + number of the part, big-endian
 *   8       ..    part of the state
 * </pre>
 *
 * <p>Version 2 has one more field than version 1, the sources. Version 1 is still read.
 *
 * <p>It does not go through the schema registry: a store must open while the registry is down.
 */
final class HeaderCodec {

    static final byte VERSION = 2;
    /** How many fields, from the first on, each version of the schema has; new ones are added at the end. */
    private static final int[] FIELDS = {0, 13, 14};

    private static final int PREFIX = 9;
    private static final int PART_PREFIX = 8;
    private static final GeneratedClasses CLASSES = GeneratedClasses.of(ModelHeader.class);

    private static final Schema[] SCHEMAS =
            IntStream.of(FIELDS).mapToObj(HeaderCodec::schemaOf).toArray(Schema[]::new);

    private HeaderCodec() {}

    private static Schema schemaOf(int fields) {
        Schema now = ModelHeader.SCHEMA$;
        return Schema.createRecord(
                now.getName(),
                now.getDoc(),
                now.getNamespace(),
                false,
                now.getFields().subList(0, fields).stream()
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
    }

    static byte[] encode(ModelHeader header) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        out.writeBytes(new byte[PREFIX]);
        try {
            new SpecificDatumWriter<ModelHeader>(ModelHeader.SCHEMA$, CLASSES).write(header, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = out.toByteArray();
        ByteBuffer.wrap(bytes).put(VERSION).putLong(Murmur3.hash(bytes, PREFIX, bytes.length - PREFIX, 0));
        return bytes;
    }

    /** @throws CorruptStateException if the bytes are damaged or of another version */
    static ModelHeader decode(byte[] bytes) {
        if (bytes.length < PREFIX) {
            throw new CorruptStateException("header: expected at least " + PREFIX + " bytes, found " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte version = buffer.get();
        if (version < 1 || version > VERSION) {
            throw new CorruptStateException("header: expected format version 1 to " + VERSION + ", found "
                    + version + "; the store was written by another version of Millrace: run that version, or learn"
                    + " anew under another application name");
        }
        long expected = buffer.getLong();
        long found = Murmur3.hash(bytes, PREFIX, bytes.length - PREFIX, 0);
        if (expected != found) {
            throw new CorruptStateException(
                    String.format("header: expected checksum %016x, found %016x", expected, found));
        }
        try {
            return new SpecificDatumReader<ModelHeader>(SCHEMAS[version], ModelHeader.SCHEMA$, CLASSES)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, PREFIX, bytes.length - PREFIX, null));
        } catch (IOException | AvroRuntimeException e) {
            throw new CorruptStateException("header: cannot be decoded: " + e.getMessage());
        }
    }

    /** @param part number of the part, 0 or greater */
    static byte[] encodePart(int part, byte[] state, int from, int length) {
        byte[] bytes = new byte[PART_PREFIX + length];
        System.arraycopy(state, from, bytes, PART_PREFIX, length);
        ByteBuffer.wrap(bytes).putLong(Murmur3.hash(bytes, PART_PREFIX, length, 1 + part));
        return bytes;
    }

    /**
     * The part of the state in a continuation.
     *
     * @throws CorruptStateException if it is damaged, or missing (null)
     */
    static ByteBuffer decodePart(int part, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < PART_PREFIX) {
            throw new CorruptStateException("continuation " + part + " of the header: expected at least " + PART_PREFIX
                    + " bytes, found " + (bytes == null ? "none" : bytes.length));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long expected = buffer.getLong();
        long found = Murmur3.hash(bytes, PART_PREFIX, bytes.length - PART_PREFIX, 1 + part);
        if (expected != found) {
            throw new CorruptStateException(String.format(
                    "continuation %d of the header: expected checksum %016x, found %016x", part, expected, found));
        }
        return buffer;
    }
}
