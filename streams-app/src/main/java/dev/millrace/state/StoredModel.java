package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.schemas.ModelHeader;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A learner's records in its store: a header, continuations of the header's state where it is too large for one record (a
 * long open micro-batch), and parameter blocks.
 */
public final class StoredModel implements BlockStore {

    /** Well below Kafka's record limit of 1 MiB. */
    private static final int MAX_STATE_BYTES = 512 * 1024;

    private final KeyValueStore<Bytes, byte[]> store;

    StoredModel(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] read(int block) {
        return store.get(StoreKey.block(block));
    }

    @Override
    public void write(int block, byte[] encoded) {
        store.put(StoreKey.block(block), encoded);
    }

    /** The header with its whole state, or null if this learner has never written. */
    public @Nullable ModelHeader readHeader() {
        return readHeader(store);
    }

    /** Writes a header and its state, which may have any length. */
    public void writeHeader(ModelHeader header, int previousOverflow) {
        byte[] state = header.getState().array();
        int overflow = Math.max(0, (state.length - 1) / MAX_STATE_BYTES);
        for (int part = 0; part < overflow; part++) {
            int from = (part + 1) * MAX_STATE_BYTES;
            int length = Math.min(MAX_STATE_BYTES, state.length - from);
            byte[] bytes = new byte[length];
            System.arraycopy(state, from, bytes, 0, length);
            store.put(StoreKey.continuation(part), bytes);
        }
        for (int part = overflow; part < previousOverflow; part++) {
            store.delete(StoreKey.continuation(part));
        }
        header.setState(ByteBuffer.wrap(state, 0, Math.min(state.length, MAX_STATE_BYTES)));
        header.setOverflow(overflow);
        store.put(StoreKey.HEADER, HeaderCodec.encode(header));
    }

    static @Nullable ModelHeader readHeader(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        byte[] bytes = store.get(StoreKey.HEADER);
        if (bytes == null) {
            return null;
        }
        ModelHeader header = HeaderCodec.decode("store", bytes);
        if (header.getOverflow() > 0) {
            header.setState(joinState(store, header));
        }
        return header;
    }

    private static ByteBuffer joinState(ReadOnlyKeyValueStore<Bytes, byte[]> store, ModelHeader header) {
        ByteBuffer whole = ByteBuffer.allocate((header.getOverflow() + 1) * MAX_STATE_BYTES);
        whole.put(header.getState());
        for (int part = 0; part < header.getOverflow(); part++) {
            byte[] bytes = store.get(StoreKey.continuation(part));
            if (bytes == null || bytes.length > whole.remaining()) {
                throw new CorruptStateException("learner state: continuation " + part + " of " + header.getOverflow()
                        + " is missing or too long; delete the state directory, and the store is restored from its"
                        + " changelog");
            }
            whole.put(bytes);
        }
        return whole.flip();
    }
}
