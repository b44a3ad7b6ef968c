package dev.millrace.state;

import java.util.function.Function;

/** A model to ask: all that one call gives is of the same moment. Any thread. */
public interface ReadableModel {

    /** Reads records that belong together. */
    <T> T read(Function<? super ModelRecords, T> reader);

    /** One consistent model. To be closed. */
    default ModelSnapshot snapshot() {
        return snapshotFrom(0);
    }

    /** The same, whose scan begins at a block. */
    ModelSnapshot snapshotFrom(int firstBlock);
}
