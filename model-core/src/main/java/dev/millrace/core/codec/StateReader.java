package dev.millrace.core.codec;

/**
 * Reads what a {@link StateWriter} wrote. Whatever the bytes are, the outcome is a value in the range asked for or a
 * {@link CorruptStateException}. One thread.
 */
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

    /** Reads a double that must be finite. */
    public double readFinite(String what) {
        double value = readDouble();
        if (!Double.isFinite(value)) {
            throw new CorruptStateException(what + ": expected a finite number, found " + value);
        }
        return value;
    }

    /** Reads a number of 0 or greater. */
    public long readCount() {
        int start = position;
        long value = 0;
        // Nine bytes hold the 63 bits.
        for (int shift = 0; shift < 63; shift += 7) {
            byte b = bytes[advance(1)];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new CorruptStateException("learner state: the count at byte " + start + " does not end");
    }

    /** Reads a count that must have this value. */
    public void expectCount(long expected, String what) {
        long found = readCount();
        if (found != expected) {
            throw new CorruptStateException(what + ": expected " + expected + ", found " + found);
        }
    }

    /** Reads a count from 0 to {@code most}. */
    public long readCount(long most, String what) {
        long found = readCount();
        if (found > most) {
            throw new CorruptStateException(what + ": expected at most " + most + ", found " + found);
        }
        return found;
    }

    public void readDoubles(double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = readDouble();
        }
    }

    /** Fails unless there are this many bytes still; asked before memory is taken for what they are said to hold. */
    public void expectBytes(long count) {
        if (bytes.length - position < count) {
            throw new CorruptStateException("learner state: ends at byte " + bytes.length + ", expected more");
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
        expectBytes(count);
        int at = position;
        position += count;
        return at;
    }
}
