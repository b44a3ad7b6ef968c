package dev.millrace.schemas.serde;

import java.io.EOFException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding out of an array, for bytes that may be hostile: no length is believed before the bytes are there, and
 * collections may claim only as many items as there are bytes, plus a small allowance for items that take no bytes. Knows how
 * far it came, which Avro's own decoder does not tell. Cheap to make: one for each record. For one thread.
 */
final class ByteArrayDecoder extends Decoder {
    /** Items without bytes, such as nulls in an array, that one record may hold in all. */
    static final int FREE_ITEMS = 16_384;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;
    private long itemsLeft;

    ByteArrayDecoder(byte[] bytes, int start) {
        this.bytes = bytes;
        this.position = start;
        this.itemsLeft = bytes.length - start + (long) FREE_ITEMS;
    }

    /** Index of the next byte in the array. */
    int position() {
        return position;
    }

    @Override
    public int remainingBytes() {
        return bytes.length - position;
    }

    /** Moves on by so many bytes and returns where they start. */
    private int take(long count) throws EOFException {
        if (count < 0) {
            throw new AvroRuntimeException("a length is negative: " + count);
        }
        if (count > bytes.length - position) {
            throw new EOFException(
                    "the data ends early: " + count + " bytes are needed, " + (bytes.length - position) + " are left");
        }
        int start = position;
        position += (int) count;
        return start;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws EOFException {
        byte value = bytes[take(1)];
        if ((value & ~1) != 0) {
            throw new AvroRuntimeException("a boolean must be 0 or 1, found " + value);
        }
        return value == 1;
    }

    @Override
    public int readInt() throws EOFException {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("an int is out of range: " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws EOFException {
        int at = position;
        if (at < bytes.length && bytes[at] >= 0) {
            position = at + 1;
            long value = bytes[at];
            return (value >>> 1) ^ -(value & 1);
        }
        return readLongVarint();
    }

    /** Seven bits a byte, the lowest first, the top bit says that more follow; then undoes zigzag. */
    private long readLongVarint() throws EOFException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[take(1)];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new AvroRuntimeException("a number takes more than 10 bytes");
    }

    /** Reads ints to the places from {@code from} to below {@code to}. */
    void readInts(long[] into, int from, int to) throws EOFException {
        for (int i = from; i < to; i++) {
            into[i] = position <= bytes.length - Long.BYTES ? readShortInt() : readInt();
        }
    }

    /**
     * Reads an int without a branch on the number of its bytes, which cannot be predicted; eight bytes must be left. The
     * lowest top bit that is 0 ends the number; seven bits of each byte up to there are moved together.
     */
    private int readShortInt() throws EOFException {
        long word = (long) LONGS.get(bytes, position);
        long ends = ~word & 0x80_8080_8080L;
        if (ends == 0) {
            return readInt();
        }
        int end = Long.numberOfTrailingZeros(ends);
        word &= -1L >>> (63 - end);
        long value = (word & 0x7f)
                | (word & 0x7f00) >>> 1
                | (word & 0x7f_0000) >>> 2
                | (word & 0x7f00_0000) >>> 3
                | (word & 0x7f_0000_0000L) >>> 4;
        if (value >>> Integer.SIZE != 0) {
            return readInt();
        }
        position += (end + 1) / Byte.SIZE;
        return (int) (value >>> 1) ^ -(int) (value & 1);
    }

    void readLongs(long[] into, int from, int to) throws EOFException {
        for (int i = from; i < to; i++) {
            into[i] = readLong();
        }
    }

    void readFloats(double[] into, int from, int to) throws EOFException {
        int start = take(4L * (to - from));
        for (int i = from; i < to; i++) {
            into[i] = Float.intBitsToFloat(fourBytes(start + 4 * (i - from)));
        }
    }

    void readDoubles(double[] into, int from, int to) throws EOFException {
        for (int i = from; i < to; i++) {
            into[i] = readDouble();
        }
    }

    @Override
    public float readFloat() throws EOFException {
        return Float.intBitsToFloat(fourBytes(take(4)));
    }

    @Override
    public double readDouble() throws EOFException {
        int start = take(8);
        long low = fourBytes(start) & 0xffff_ffffL;
        return Double.longBitsToDouble(low | (long) fourBytes(start + 4) << 32);
    }

    private int fourBytes(int start) {
        return (int) INTS.get(bytes, start);
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws EOFException {
        long length = readLong();
        int start = take(length);
        return new Utf8(Arrays.copyOfRange(bytes, start, position));
    }

    /** Replaces the content of {@code text} and returns it. */
    Utf8 readInto(Utf8 text) throws EOFException {
        long length = readLong();
        int start = take(length);
        text.setByteLength((int) length);
        System.arraycopy(bytes, start, text.getBytes(), 0, (int) length);
        return text;
    }

    @Override
    public String readString() throws EOFException {
        long length = readLong();
        int start = take(length);
        return new String(bytes, start, (int) length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws EOFException {
        take(readLong());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws EOFException {
        long length = readLong();
        int start = take(length);
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, start, position));
    }

    @Override
    public void skipBytes() throws EOFException {
        take(readLong());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws EOFException {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws EOFException {
        take(length);
    }

    @Override
    public int readEnum() throws EOFException {
        return readInt();
    }

    @Override
    public int readIndex() throws EOFException {
        return readInt();
    }

    /** A negative count is followed by the block's size in bytes, for those who skip. */
    private long nextBlock() throws EOFException {
        long count = readLong();
        if (count < 0) {
            if (readLong() < 0) {
                throw new AvroRuntimeException("a block's size in bytes is negative");
            }
            count = -count;
        }
        if (count < 0 || count > itemsLeft) {
            throw new AvroRuntimeException(
                    "a collection claims " + count + " items with " + remainingBytes() + " bytes left");
        }
        itemsLeft -= count;
        return count;
    }

    /** Skips blocks that tell their size; returns the items of the next block that does not, 0 at the end. */
    private long skipBlocks() throws EOFException {
        while (true) {
            int start = position;
            long count = readLong();
            if (count >= 0) {
                position = start;
                return nextBlock();
            }
            take(readLong());
        }
    }

    @Override
    public long readArrayStart() throws EOFException {
        return nextBlock();
    }

    @Override
    public long arrayNext() throws EOFException {
        return nextBlock();
    }

    @Override
    public long skipArray() throws EOFException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws EOFException {
        return nextBlock();
    }

    @Override
    public long mapNext() throws EOFException {
        return nextBlock();
    }

    @Override
    public long skipMap() throws EOFException {
        return skipBlocks();
    }
}
