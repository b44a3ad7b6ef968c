package dev.millrace.schemas.serde;

import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;

/** An array of ints or longs without an object for each, of a {@link ReusedRecord}: the next record changes it. One thread. */
public final class IntegerArray extends AbstractList<Number> {

    private final boolean ints;
    private long[] numbers = new long[16];
    private int size;

    IntegerArray(boolean ints) {
        this.ints = ints;
    }

    /** Copies all elements to the front of an array that is long enough. */
    public void copyTo(long[] into) {
        System.arraycopy(numbers, 0, into, 0, size);
    }

    @Override
    public Number get(int index) {
        long number = numbers[Objects.checkIndex(index, size)];
        // Not a conditional expression: that would make a Long of both.
        if (ints) {
            return (int) number;
        }
        return number;
    }

    @Override
    public int size() {
        return size;
    }

    void read(ByteArrayDecoder decoder) throws IOException {
        size = 0;
        for (long count = decoder.readArrayStart(); count > 0; count = decoder.arrayNext()) {
            int end = Math.addExact(size, (int) count);
            if (end > numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(end, 2 * numbers.length));
            }
            if (ints) {
                decoder.readInts(numbers, size, end);
            } else {
                decoder.readLongs(numbers, size, end);
            }
            size = end;
        }
    }
}
