package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.schemas.ModelHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A learner's records in its store: a header, continuations of the header's state where it is too large for one record (a
 * long open micro-batch), and parameter blocks.
 */
public final class StoredModel implements ModelRecords {

    /** Well below Kafka's record limit of 1 MiB. */
    private static final int MAX_STATE_BYTES = 512 * 1024;

    /** Of blocks that are written together, at least: a write by itself costs the store about as much as ten in a batch. */
    private static final int BATCH_BYTES = 256 * 1024;

    private final KeyValueStore<Bytes, byte[]> store;
    /** Blocks that are to be written together; null if each is written at once. */
    private @Nullable List<KeyValue<Bytes, byte[]>> batch;

    private int batchBytes;

    StoredModel(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] read(int block) {
        return store.get(StoreKey.block(block));
    }

    @Override
    public void write(int block, byte[] encoded) {
        if (batch == null) {
            store.put(StoreKey.block(block), encoded);
            return;
        }
        batch.add(KeyValue.pair(StoreKey.block(block), encoded));
        batchBytes += encoded.length;
        if (batchBytes >= BATCH_BYTES) {
            writeBatch(batch);
        }
    }

    /**
     * Has the blocks that are written meanwhile written in batches, in their order.
     *
     * @param writes reads no block, and leaves the arrays that it writes to this
     */
    public void writeTogether(Runnable writes) {
        if (batch != null) {
            throw new IllegalStateException("expected to be called once at a time");
        }
        List<KeyValue<Bytes, byte[]>> blocks = new ArrayList<>();
        batch = blocks;
        batchBytes = 0;
        try {
            writes.run();
            writeBatch(blocks);
        } finally {
            batch = null;
        }
    }

    private void writeBatch(List<KeyValue<Bytes, byte[]>> blocks) {
        store.putAll(blocks);
        blocks.clear();
        batchBytes = 0;
    }

    @Override
    public @Nullable ModelHeader readHeader() {
        return readHeader(store::get);
    }

    /**
     * Checks that the store has all blocks that the header counts, and no others: one that is missing would be taken for
     * one that was never learned. Reads the whole store, but computes nothing: what a block holds is verified when it is
     * used.
     *
     * @param header null if there is none
     * @throws CorruptStateException if blocks are missing, of another moment, or of another version
     */
    public void requireWhole(@Nullable ModelHeader header) {
        long expected = header == null ? 0 : header.getParameterDigest();
        long found = 0;
        long count = 0;
        try (KeyValueIterator<Bytes, byte[]> blocks =
                store.range(StoreKey.block(0), StoreKey.block(Integer.MAX_VALUE))) {
            while (blocks.hasNext()) {
                KeyValue<Bytes, byte[]> block = blocks.next();
                found += BlockCodec.storedChecksum(StoreKey.number(block.key), block.value);
                count++;
            }
        }
        if (found != expected) {
            throw new CorruptStateException(String.format(
                    "expected parameter blocks of digest %016x, %s, found %d of digest %016x: some are missing, or of"
                            + " another moment",
                    expected, header == null ? "because there is no header" : "as the header says", count, found));
        }
    }

    /** Writes a header and its state, which may have any length. */
    public void writeHeader(ModelHeader header, int previousOverflow) {
        byte[] state = header.getState().array();
        int overflow = Math.max(0, (state.length - 1) / MAX_STATE_BYTES);
        for (int part = 0; part < overflow; part++) {
            int from = (part + 1) * MAX_STATE_BYTES;
            int length = Math.min(MAX_STATE_BYTES, state.length - from);
            store.put(StoreKey.continuation(part), HeaderCodec.encodePart(part, state, from, length));
        }
        for (int part = overflow; part < previousOverflow; part++) {
            store.delete(StoreKey.continuation(part));
        }
        header.setState(ByteBuffer.wrap(state, 0, Math.min(state.length, MAX_STATE_BYTES)));
        header.setOverflow(overflow);
        store.put(StoreKey.HEADER, HeaderCodec.encode(header));
    }

    static @Nullable ModelHeader readHeader(Function<Bytes, byte @Nullable []> records) {
        byte[] bytes = records.apply(StoreKey.HEADER);
        if (bytes == null) {
            return null;
        }
        ModelHeader header = HeaderCodec.decode(bytes);
        if (header.getOverflow() > 0) {
            header.setState(joinState(records, header));
        }
        return header;
    }

    private static ByteBuffer joinState(Function<Bytes, byte @Nullable []> records, ModelHeader header) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream((header.getOverflow() + 1) * MAX_STATE_BYTES);
        write(header.getState(), whole);
        for (int part = 0; part < header.getOverflow(); part++) {
            byte[] encoded = records.apply(StoreKey.continuation(part));
            if (encoded == null) {
                throw new CorruptStateException("header: expected " + header.getOverflow()
                        + " continuations of its state, found no number " + part);
            }
            write(HeaderCodec.decodePart(part, encoded), whole);
        }
        return ByteBuffer.wrap(whole.toByteArray());
    }

    private static void write(ByteBuffer part, ByteArrayOutputStream whole) {
        whole.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
}
