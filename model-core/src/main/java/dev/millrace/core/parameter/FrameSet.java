package dev.millrace.core.parameter;

import java.util.Arrays;

/** A set of small numbers with its count: like {@link java.util.BitSet}, but {@link #add} is cheap enough for every row. */
final class FrameSet {

    private long[] words = new long[1];
    private int count;

    int count() {
        return count;
    }

    boolean contains(int frame) {
        int word = frame >>> 6;
        return word < words.length && (words[word] & 1L << frame) != 0;
    }

    void add(int frame) {
        int word = frame >>> 6;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Math.max(word + 1, 2 * words.length));
        }
        long before = words[word];
        long after = before | 1L << frame;
        if (after != before) {
            words[word] = after;
            count++;
        }
    }

    void remove(int frame) {
        if (contains(frame)) {
            words[frame >>> 6] &= ~(1L << frame);
            count--;
        }
    }

    /** Removes one number and gives its membership to another. */
    void move(int from, int to) {
        boolean member = contains(from);
        remove(from);
        if (member) {
            add(to);
        } else {
            remove(to);
        }
    }

    /** The smallest member from {@code from} on, or -1. */
    int next(int from) {
        int word = from >>> 6;
        if (word >= words.length) {
            return -1;
        }
        long bits = words[word] & -1L << from;
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word];
        }
        return 64 * word + Long.numberOfTrailingZeros(bits);
    }

    void clear() {
        Arrays.fill(words, 0);
        count = 0;
    }
}
