package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.serde.GeneratedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The byte layout of a stored header:
 *
 * <pre>
 *   offset  size
 *   0       1     format version, 1: which version of ModelHeader.avsc follows
 *   1       8     checksum: Murmur3 of the rest, seed 0, big-endian
 *   9       ..    ModelHeader in Avro's binary encoding
 * </pre>
 *
 * <p>It does not go through the schema registry: a store must open while the registry is down.
 */
final class HeaderCodec {

    static final byte VERSION = 1;
    private static final int PREFIX = 9;
    private static final GeneratedClasses CLASSES = GeneratedClasses.of(ModelHeader.class);

    private HeaderCodec() {}

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
    static ModelHeader decode(String store, byte[] bytes) {
        if (bytes.length < PREFIX) {
            throw new CorruptStateException(
                    store + ": header: expected at least " + PREFIX + " bytes, found " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new CorruptStateException(store + ": header: expected format version " + VERSION + ", found "
                    + version + "; the store was written by another version of Millrace: run that version, or learn"
                    + " anew under another application name");
        }
        long expected = buffer.getLong();
        long found = Murmur3.hash(bytes, PREFIX, bytes.length - PREFIX, 0);
        if (expected != found) {
            throw new CorruptStateException(
                    String.format("%s: header: expected checksum %016x, found %016x", store, expected, found));
        }
        try {
            return new SpecificDatumReader<ModelHeader>(ModelHeader.SCHEMA$, ModelHeader.SCHEMA$, CLASSES)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, PREFIX, bytes.length - PREFIX, null));
        } catch (IOException | AvroRuntimeException e) {
            throw new CorruptStateException(store + ": header: cannot be decoded: " + e.getMessage());
        }
    }
}
