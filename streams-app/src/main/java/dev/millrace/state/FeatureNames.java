package dev.millrace.state;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.RowNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The names of hashed rows in a store of their own: a row's number, big-endian, to its name in UTF-8. Written when a row is
 * first seen; the stream thread owns it.
 *
 * <p>One further record, under a key of one byte, says of which rows these are the names: after a change of the recipe
 * another feature may stand in the same row, and the names of before are dropped.
 */
public final class FeatureNames implements RowNames {

    /** Name of the store. */
    public static final String STORE = "feature-names";

    /** Enough to tell what it is; a category may be as long as an event, and with its name too long for a record. */
    private static final int MAX_NAME_CHARS = 200;

    private static final Bytes ROWS = Bytes.wrap(new byte[] {0});

    private final KeyValueStore<Bytes, byte[]> store;
    private final byte[] rows;
    /** Whether the names in the store are known to be of these rows. */
    private boolean checked;
    /** Rows known to be named; others may be in the store. */
    private final BitSet named = new BitSet();

    /** Names of this recipe's rows; those of another are dropped when the first row is asked for. */
    public FeatureNames(KeyValueStore<Bytes, byte[]> store, FeatureRecipe recipe) {
        this.store = store;
        this.rows = (recipe.hashBits() + " " + recipe.hashSeed() + " " + recipe.features())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Not when the task starts: what is written before an event would open a transaction that nobody commits. */
    private void dropOthers() {
        if (Arrays.equals(rows, store.get(ROWS))) {
            return;
        }
        store.put(ROWS, rows);
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                Bytes key = all.next().key;
                if (!key.equals(ROWS)) {
                    store.delete(key);
                }
            }
        }
    }

    @Override
    public boolean isNamed(int row) {
        if (named.get(row)) {
            return true;
        }
        if (!checked) {
            dropOthers();
            checked = true;
        }
        if (store.get(key(row)) == null) {
            return false;
        }
        named.set(row);
        return true;
    }

    @Override
    public void name(int row, String name) {
        store.put(key(row), shown(name).getBytes(StandardCharsets.UTF_8));
        named.set(row);
    }

    /** A name as it is kept: long ones are cut. */
    public static String shown(String name) {
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS) + "...";
    }

    /** The name of a row, or null if none was seen. Any thread. */
    public static @Nullable String read(ReadOnlyKeyValueStore<Bytes, byte[]> store, int row) {
        byte[] name = store.get(key(row));
        return name == null ? null : new String(name, StandardCharsets.UTF_8);
    }

    /** Takes names in ascending order of their rows. */
    @FunctionalInterface
    public interface Visitor {
        /** Returns false to end the scan. */
        boolean visit(int row, String name);
    }

    /** Scans the names of all rows from one on, as they are now. Any thread. */
    public static void scan(ReadOnlyKeyValueStore<Bytes, byte[]> store, int from, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> names = store.range(key(from), key(Integer.MAX_VALUE))) {
            boolean goOn = true;
            while (goOn && names.hasNext()) {
                KeyValue<Bytes, byte[]> next = names.next();
                // The record that says of which recipe the names are has a key of another length, between those of
                // rows.
                if (next.key.get().length == Integer.BYTES) {
                    goOn = visitor.visit(
                            ByteBuffer.wrap(next.key.get()).getInt(), new String(next.value, StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static Bytes key(int row) {
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(row).array());
    }
}
