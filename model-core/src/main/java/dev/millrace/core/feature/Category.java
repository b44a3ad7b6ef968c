package dev.millrace.core.feature;

import dev.millrace.core.hash.Murmur3;
import java.nio.charset.StandardCharsets;

/** A category of the current event: its text and its hash, computed once for the feature and all crosses it is in. */
abstract class Category {

    private final long namespace;
    private final Utf8Buffer text = new Utf8Buffer();
    private boolean present;
    private long hash;

    Category(long namespace) {
        this.namespace = namespace;
    }

    /** Writes the text of the event's category, or returns false if it has none. */
    abstract boolean write(EventFields event, Utf8Buffer text) throws InvalidEventException;

    final void read(EventFields event) throws InvalidEventException {
        text.clear();
        present = write(event, text);
        if (present) {
            hash = text.hash(namespace);
        }
    }

    final boolean isPresent() {
        return present;
    }

    final long hash() {
        return hash;
    }

    final String text() {
        return text.toString();
    }

    /** Seed that keeps equal values of two features apart. */
    static long namespace(String name, int seed) {
        return Murmur3.hash(name.getBytes(StandardCharsets.UTF_8), seed);
    }

    static long hashPair(Category left, Category right, long namespace) {
        return Murmur3.hash(left.hash, right.hash, namespace);
    }

    static long hashIndex(long index, long namespace) {
        return Murmur3.hash(index, 0, namespace);
    }
}
