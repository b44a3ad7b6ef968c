package dev.millrace.core.feature;

import dev.millrace.core.hash.Murmur3;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of UTF-8 bytes that is reused from event to event, so that categories are hashed without garbage. */
public final class Utf8Buffer {

    /** A pair of surrogates takes four, which is fewer a char. */
    private static final int MAX_BYTES_PER_CHAR = 3;
    /** A sign and 19 digits. */
    private static final int MAX_DECIMAL_BYTES = 20;

    private byte[] bytes = new byte[64];
    private int length;

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Appends bytes that are UTF-8 already. */
    public void append(byte[] utf8, int offset, int count) {
        reserve(count);
        System.arraycopy(utf8, offset, bytes, length, count);
        length += count;
    }

    /** Appends text; a lone surrogate becomes '?', as in {@link String#getBytes()}. */
    public void append(CharSequence text) {
        int chars = text.length();
        reserve(MAX_BYTES_PER_CHAR * chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xc0 | c >> 6);
                appendContinuation(c);
            } else if (!Character.isSurrogate(c)) {
                bytes[length++] = (byte) (0xe0 | c >> 12);
                appendContinuation(c >> 6);
                appendContinuation(c);
            } else if (i + 1 < chars && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                appendSupplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                bytes[length++] = '?';
            }
        }
    }

    private void appendSupplementary(int codePoint) {
        bytes[length++] = (byte) (0xf0 | codePoint >> 18);
        appendContinuation(codePoint >> 12);
        appendContinuation(codePoint >> 6);
        appendContinuation(codePoint);
    }

    private void appendContinuation(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3f));
    }

    /** Appends a number in decimal. */
    public void append(long number) {
        reserve(MAX_DECIMAL_BYTES);
        if (number < 0) {
            bytes[length++] = '-';
        }
        int digits = 1;
        for (long n = number / 10; n != 0; n /= 10) {
            digits++;
        }
        long n = number;
        for (int i = length + digits - 1; i >= length; i--) {
            // Digits of a negative number are negative; its absolute value may not exist.
            bytes[i] = (byte) ('0' + Math.abs(n % 10));
            n /= 10;
        }
        length += digits;
    }

    /** Whether these are all the bytes. */
    boolean contentEquals(byte[] utf8) {
        return Arrays.equals(bytes, 0, length, utf8, 0, utf8.length);
    }

    long hash(long seed) {
        return Murmur3.hash(bytes, 0, length, seed);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
