package dev.millrace.state;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.schemas.ModelHeader;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A model in memory, as some store had it at some moment. Whoever made it says whether its records belong together.
 * Immutable; any thread.
 */
public final class ModelCopy implements ReadableModel, ModelRecords {

    private final @Nullable ModelHeader header;
    private final NavigableMap<Bytes, byte[]> blocks;

    private ModelCopy(@Nullable ModelHeader header, NavigableMap<Bytes, byte[]> blocks) {
        this.header = header;
        this.blocks = blocks;
    }

    /** Header and blocks come from one iterator: RocksDB's sees the store of one moment. */
    static ModelCopy of(ReadOnlyKeyValueStore<Bytes, byte[]> store, long maxBytes) {
        NavigableMap<Bytes, byte[]> records = new TreeMap<>();
        long bytes = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.range(StoreKey.HEADER, StoreKey.block(Integer.MAX_VALUE))) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                bytes += next.value.length;
                if (bytes > maxBytes) {
                    throw new ModelTooLargeException(maxBytes);
                }
                records.put(next.key, next.value);
            }
        }
        return new ModelCopy(StoredModel.readHeader(records::get), records.tailMap(StoreKey.block(0), true));
    }

    /** @throws CorruptStateException unless these are all blocks that the header counts, and no others */
    public void requireWhole() {
        long expected = header == null ? 0 : header.getParameterDigest();
        long found = 0;
        for (Map.Entry<Bytes, byte[]> block : blocks.entrySet()) {
            found += BlockCodec.storedChecksum(StoreKey.number(block.getKey()), block.getValue());
        }
        if (found != expected) {
            throw new CorruptStateException(String.format(
                    "expected parameter blocks of digest %016x, found %d of digest %016x",
                    expected, blocks.size(), found));
        }
    }

    @Override
    public @Nullable ModelHeader readHeader() {
        return header;
    }

    @Override
    public byte @Nullable [] read(int block) {
        return blocks.get(StoreKey.block(block));
    }

    @Override
    public void write(int block, byte[] encoded) {
        throw new UnsupportedOperationException("a copy is only read");
    }

    @Override
    public <T> T read(Function<? super ModelRecords, T> reader) {
        return reader.apply(this);
    }

    @Override
    public ModelSnapshot snapshotFrom(int firstBlock) {
        Iterator<KeyValue<Bytes, byte[]>> from = blocks.tailMap(StoreKey.block(firstBlock), true).entrySet().stream()
                .map(entry -> KeyValue.pair(entry.getKey(), entry.getValue()))
                .iterator();
        return new ModelSnapshot(header, from, () -> {});
    }
}
