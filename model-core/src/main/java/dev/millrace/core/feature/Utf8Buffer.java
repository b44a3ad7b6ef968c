package dev.millrace.core.feature;

import dev.millrace.core.hash.Murmur3;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing run of UTF-8 bytes that is reused from event to event, so that categories are hashed without garbage. */
public final class Utf8Buffer {

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
        reserve(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] rest = text.toString().substring(i).getBytes(StandardCharsets.UTF_8);
                append(rest, 0, rest.length);
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** Appends a number in decimal. */
    public void append(long number) {
        if (number < 0) {
            append(Long.toString(number));
            return;
        }
        int digits = 1;
        for (long n = number; n >= 10; n /= 10) {
            digits++;
        }
        reserve(digits);
        long n = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + n % 10);
            n /= 10;
        }
        length += digits;
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
