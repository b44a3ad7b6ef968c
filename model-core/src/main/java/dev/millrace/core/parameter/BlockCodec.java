package dev.millrace.core.parameter;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.hash.Murmur3;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The byte layout of a stored block, all numbers little-endian:
 *
 * <pre>
 *   offset  size
 *   0       1       format version, 1
 *   1       3       number of floats, n
 *   4       8       checksum
 *   12      4 n     floats, IEEE 754 single precision
 * </pre>
 *
 * <p>The checksum is the {@link Murmur3} hash of the floats' bytes, seeded with the block's number, so that a block that
 * stands under another block's key is found out too. The sum of all checksums is the model's parameter digest.
 */
public final class BlockCodec {

    static final int VERSION = 1;
    static final int HEADER_BYTES = 12;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private BlockCodec() {}

    /** Checksum of {@code length} floats as the content of a block. */
    public static long checksum(int block, float[] floats, int offset, int length) {
        return Murmur3.hash(floats, offset, length, block);
    }

    /** Encodes {@code length} floats whose checksum is known. */
    public static byte[] encode(float[] floats, int offset, int length, long checksum) {
        byte[] bytes = new byte[HEADER_BYTES + Float.BYTES * length];
        INTS.set(bytes, 0, VERSION | length << 8);
        LONGS.set(bytes, 4, checksum);
        for (int i = 0; i < length; i++) {
            FLOATS.set(bytes, HEADER_BYTES + Float.BYTES * i, floats[offset + i]);
        }
        return bytes;
    }

    /**
     * Decodes a block into {@code length} floats.
     *
     * @return the block's checksum, which has been verified
     * @throws CorruptStateException if the bytes are not a whole, undamaged block of this number and length
     */
    public static long decode(int block, byte[] bytes, float[] floats, int offset, int length) {
        int header = header(block, bytes);
        if (header >>> 8 != length || bytes.length != HEADER_BYTES + Float.BYTES * length) {
            throw corrupt(
                    block,
                    "expected " + length + " floats, found " + (header >>> 8) + " in " + bytes.length + " bytes");
        }
        for (int i = 0; i < length; i++) {
            floats[offset + i] = (float) FLOATS.get(bytes, HEADER_BYTES + Float.BYTES * i);
        }
        long expected = (long) LONGS.get(bytes, 4);
        long found = checksum(block, floats, offset, length);
        if (expected != found) {
            throw corrupt(block, String.format("expected checksum %016x, found %016x", expected, found));
        }
        return found;
    }

    /**
     * The checksum that an encoded block carries. Whether its floats have it, only {@link #decode} tells.
     *
     * @throws CorruptStateException if the bytes are too short, or of another version
     */
    public static long storedChecksum(int block, byte[] bytes) {
        header(block, bytes);
        return (long) LONGS.get(bytes, 4);
    }

    /** The first four bytes of a block of this version. */
    private static int header(int block, byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw corrupt(block, "expected at least " + HEADER_BYTES + " bytes, found " + bytes.length);
        }
        int header = (int) INTS.get(bytes, 0);
        if ((header & 0xff) != VERSION) {
            throw corrupt(
                    block,
                    "expected format version " + VERSION + ", found " + (header & 0xff)
                            + "; it was written by another version of Millrace: run that version");
        }
        return header;
    }

    private static CorruptStateException corrupt(int block, String problem) {
        return new CorruptStateException("parameter block " + block + ": " + problem);
    }
}
