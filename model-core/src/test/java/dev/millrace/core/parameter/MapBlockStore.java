package dev.millrace.core.parameter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Blocks in a map; the bytes are copied both ways, as a real store would. */
public final class MapBlockStore implements BlockStore {

    private final Map<Integer, byte[]> blocks = new HashMap<>();
    private int writes;

    @Override
    public byte @Nullable [] read(int block) {
        byte[] encoded = blocks.get(block);
        return encoded == null ? null : encoded.clone();
    }

    @Override
    public void write(int block, byte[] encoded) {
        writes++;
        blocks.put(block, encoded.clone());
    }

    public Map<Integer, byte[]> blocks() {
        return blocks;
    }

    public int writes() {
        return writes;
    }

    /** The store as it is now, for a run that continues from here. */
    public MapBlockStore copy() {
        MapBlockStore copy = new MapBlockStore();
        copy.blocks.putAll(blocks);
        return copy;
    }
}
