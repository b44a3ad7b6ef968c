package dev.millrace.core.codec;

/** Reads what a {@link StateWriter} wrote. Bytes that end too early or too late are refused. One thread. */
public final class StateReader {

    private final byte[] bytes;
    private int position;

    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int readInt() {
        return (int) StateWriter.INTS.get(bytes, advance(Integer.BYTES));
    }

    /** Reads an int that must have this value. */
    public void expectInt(int expected, String what) {
        int found = readInt();
        if (found != expected) {
            throw new CorruptStateException(what + ": expected " + expected + ", found " + found);
        }
    }

    public long readLong() {
        return (long) StateWriter.LONGS.get(bytes, advance(Long.BYTES));
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    public long readCount() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = bytes[advance(1)];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new CorruptStateException("learner state: a count at byte " + position + " does not end");
    }

    /** Reads a count that must have this value. */
    public void expectCount(long expected, String what) {
        long found = readCount();
        if (found != expected) {
            throw new CorruptStateException(what + ": expected " + expected + ", found " + found);
        }
    }

    public void readDoubles(double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = readDouble();
        }
    }

    /** Fails unless all bytes have been read. */
    public void expectEnd() {
        if (position != bytes.length) {
            throw new CorruptStateException(
                    "learner state: expected the end at byte " + position + ", found " + bytes.length + " bytes");
        }
    }

    private int advance(int count) {
        if (bytes.length - position < count) {
            throw new CorruptStateException("learner state: ends at byte " + bytes.length + ", expected more");
        }
        int at = position;
        position += count;
        return at;
    }
}
