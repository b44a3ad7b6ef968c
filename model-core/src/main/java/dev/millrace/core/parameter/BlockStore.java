package dev.millrace.core.parameter;

/** Where blocks are while they are not in memory. Called by the thread that owns the {@link WorkingSet}. */
public interface BlockStore {

    /** The encoded block, or null if it was never written. */
    byte @org.jspecify.annotations.Nullable [] read(int block);

    void write(int block, byte[] encoded);
}
