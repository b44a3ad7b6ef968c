package dev.millrace.state;

import dev.millrace.schemas.ModelHeader;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One consistent cut of a learner's store: the header and the blocks that belong to it. RocksDB's iterators see the store
 * as it was when they were made, so a scan of any length holds up no write-back.
 *
 * <p>To be closed, by the thread that made it.
 */
public final class ModelSnapshot implements AutoCloseable {

    /** Takes the blocks of a scan, in ascending order of their numbers. */
    @FunctionalInterface
    public interface BlockVisitor {
        /** Returns false to end the scan. */
        boolean visit(int block, byte[] encoded);
    }

    private final @Nullable ModelHeader header;
    private final KeyValueIterator<Bytes, byte[]> blocks;

    private ModelSnapshot(@Nullable ModelHeader header, KeyValueIterator<Bytes, byte[]> blocks) {
        this.header = header;
        this.blocks = blocks;
    }

    static ModelSnapshot of(ReadOnlyKeyValueStore<Bytes, byte[]> store, int firstBlock) {
        return new ModelSnapshot(
                StoredModel.readHeader(store),
                store.range(StoreKey.block(firstBlock), StoreKey.block(Integer.MAX_VALUE)));
    }

    /** Null before the learner's first write-back. */
    public @Nullable ModelHeader header() {
        return header;
    }

    /** Scans all blocks that were ever written, from the first that was asked for. May be called once. */
    public void forEachBlock(BlockVisitor visitor) {
        boolean goOn = true;
        while (goOn && blocks.hasNext()) {
            KeyValue<Bytes, byte[]> next = blocks.next();
            goOn = visitor.visit(StoreKey.number(next.key), next.value);
        }
    }

    @Override
    public void close() {
        blocks.close();
    }
}
