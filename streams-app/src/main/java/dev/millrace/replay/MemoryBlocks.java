package dev.millrace.replay;

import dev.millrace.core.parameter.BlockStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encoded blocks in memory. One thread. */
final class MemoryBlocks implements BlockStore {

    private final Map<Integer, byte[]> blocks;

    MemoryBlocks() {
        this.blocks = new HashMap<>();
    }

    private MemoryBlocks(Map<Integer, byte[]> blocks) {
        this.blocks = blocks;
    }

    @Override
    public byte @Nullable [] read(int block) {
        return blocks.get(block);
    }

    @Override
    public void write(int block, byte[] encoded) {
        blocks.put(block, encoded);
    }

    /** Numbers of the blocks, in order. */
    List<Integer> numbers() {
        return blocks.keySet().stream().sorted().toList();
    }

    /** The blocks as they are now; encoded blocks never change. */
    MemoryBlocks copy() {
        return new MemoryBlocks(new HashMap<>(blocks));
    }
}
