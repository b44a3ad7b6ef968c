package dev.millrace.app;

import dev.millrace.core.codec.CorruptStateException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;

/** What RocksDB found out about files in the state directory, in words that say how to go on. */
final class UnreadableState {

    private static final String FULL =
            ". Make room on the disk of the state directory (kafka.state.dir), and start again:"
                    + " learning goes on from the last commit";

    private static final String DAMAGED = ". Stop this instance and delete its state directory (kafka.state.dir): the"
            + " store is then restored from its changelog";

    private UnreadableState() {}

    /** The exception itself, unless RocksDB is at the bottom of it. */
    static RuntimeException explain(RuntimeException thrown) {
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RocksDBException rocks) {
                return explain(thrown, rocks);
            }
        }
        return thrown;
    }

    /** What to report instead of an exception that RocksDB is at the bottom of. */
    static CorruptStateException explain(Throwable thrown, RocksDBException cause) {
        String store = "";
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ProcessorStateException) {
                store = e.getMessage() + ": ";
            }
        }
        String found = String.valueOf(cause.getMessage());
        CorruptStateException explained = new CorruptStateException("the state on disk cannot be used: " + store + found
                + (found.contains("No space left") ? FULL : DAMAGED));
        explained.initCause(thrown);
        return explained;
    }
}
