package dev.millrace.schemas.serde;

import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;

/** An array of floats or doubles without an object for each, of a {@link ReusedRecord}: the next record changes it. One thread. */
public final class RealArray extends AbstractList<Number> {

    private final boolean floats;
    private double[] numbers = new double[16];
    private int size;

    RealArray(boolean floats) {
        this.floats = floats;
    }

    /** Copies all elements to the front of an array that is long enough. */
    public void copyTo(double[] into) {
        System.arraycopy(numbers, 0, into, 0, size);
    }

    @Override
    public Number get(int index) {
        double number = numbers[Objects.checkIndex(index, size)];
        // Not a conditional expression: that would make a Double of both.
        if (floats) {
            return (float) number;
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
            if (floats) {
                decoder.readFloats(numbers, size, end);
            } else {
                decoder.readDoubles(numbers, size, end);
            }
            size = end;
        }
    }
}
