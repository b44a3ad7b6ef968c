package dev.millrace.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/** Avro's binary encoding straight into a growing array that starts with the wire format's header. For one thread. */
final class ByteArrayEncoder extends BinaryEncoder {
    private static final int INITIAL_BYTES = 512;
    /** A buffer that one large record made grow is not kept beyond this. */
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] buffer = new byte[INITIAL_BYTES];
    private int length;

    /** Forgets what was written and starts a record. */
    void begin(int schemaId) {
        if (buffer.length > KEPT_BYTES) {
            buffer = new byte[INITIAL_BYTES];
        }
        WireFormat.writeHeader(buffer, schemaId);
        length = WireFormat.HEADER_BYTES;
    }

    /** Everything since {@link #begin}, header included. */
    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            long needed = (long) length + more;
            if (needed > Integer.MAX_VALUE - 8) {
                throw new AvroRuntimeException("the record is larger than 2 GiB");
            }
            int doubled = (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 8);
            buffer = Arrays.copyOf(buffer, Math.max((int) needed, doubled));
        }
    }

    @Override
    public void writeBoolean(boolean value) {
        ensure(1);
        buffer[length++] = (byte) (value ? 1 : 0);
    }

    @Override
    public void writeInt(int value) {
        ensure(5);
        length += BinaryData.encodeInt(value, buffer, length);
    }

    @Override
    public void writeLong(long value) {
        ensure(10);
        length += BinaryData.encodeLong(value, buffer, length);
    }

    @Override
    public void writeFloat(float value) {
        ensure(4);
        length += BinaryData.encodeFloat(value, buffer, length);
    }

    @Override
    public void writeDouble(double value) {
        ensure(8);
        length += BinaryData.encodeDouble(value, buffer, length);
    }

    @Override
    public void writeFixed(byte[] bytes, int start, int count) {
        ensure(count);
        System.arraycopy(bytes, start, buffer, length, count);
        length += count;
    }

    @Override
    public void writeFixed(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        ensure(count);
        bytes.duplicate().get(buffer, length, count);
        length += count;
    }

    @Override
    protected void writeZero() {
        ensure(1);
        buffer[length++] = 0;
    }

    /** Nothing is held back: what is written stands in the array. */
    @Override
    public int bytesBuffered() {
        return 0;
    }

    @Override
    public void flush() {}
}
