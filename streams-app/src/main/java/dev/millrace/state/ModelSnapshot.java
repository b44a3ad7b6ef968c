package dev.millrace.state;

import dev.millrace.schemas.ModelHeader;
import java.util.Iterator;
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
    private final Iterator<KeyValue<Bytes, byte[]>> blocks;
    private final Runnable release;

    /** @param release called when it is closed */
    ModelSnapshot(@Nullable ModelHeader header, Iterator<KeyValue<Bytes, byte[]>> blocks, Runnable release) {
        this.header = header;
        this.blocks = blocks;
        this.release = release;
    }

    static ModelSnapshot of(ReadOnlyKeyValueStore<Bytes, byte[]> store, int firstBlock) {
        ModelHeader header = StoredModel.readHeader(store::get);
        KeyValueIterator<Bytes, byte[]> blocks =
                store.range(StoreKey.block(firstBlock), StoreKey.block(Integer.MAX_VALUE));
        return new ModelSnapshot(header, blocks, blocks::close);
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
        release.run();
    }
}
