package dev.millrace.state;

import dev.millrace.core.feature.RowNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The names of hashed rows in a store of their own: a row's number, big-endian, to its name in UTF-8. Written when a row is
 * first seen; the stream thread owns it.
 */
public final class FeatureNames implements RowNames {

    /** Name of the store. */
    public static final String STORE = "feature-names";

    private final KeyValueStore<Bytes, byte[]> store;
    /** Rows known to be named; others may be in the store. */
    private final BitSet named = new BitSet();

    public FeatureNames(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public boolean isNamed(int row) {
        if (named.get(row)) {
            return true;
        }
        if (store.get(key(row)) == null) {
            return false;
        }
        named.set(row);
        return true;
    }

    @Override
    public void name(int row, String name) {
        store.put(key(row), name.getBytes(StandardCharsets.UTF_8));
        named.set(row);
    }

    /** The name of a row, or null if none was seen. Any thread. */
    public static @Nullable String read(ReadOnlyKeyValueStore<Bytes, byte[]> store, int row) {
        byte[] name = store.get(key(row));
        return name == null ? null : new String(name, StandardCharsets.UTF_8);
    }

    private static Bytes key(int row) {
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(row).array());
    }
}
