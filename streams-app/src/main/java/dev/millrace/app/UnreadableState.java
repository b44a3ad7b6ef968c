package dev.millrace.app;

import dev.millrace.core.codec.CorruptStateException;
import java.io.IOException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;

/** What was found out about files in the state directory, in words that say how to go on. */
final class UnreadableState {

    private static final String FULL =
            ". Make room on the disk of the state directory (kafka.state.dir), and start again:"
                    + " learning goes on from the last commit";

    private static final String DAMAGED = ". Stop this instance and delete its state directory (kafka.state.dir): the"
            + " store is then restored from its changelog";

    private UnreadableState() {}

    /** The exception itself, unless RocksDB or a full disk is at the bottom of it. */
    static RuntimeException explain(RuntimeException thrown) {
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (isTold(cause)) {
                return explain(thrown, cause);
            }
        }
        return thrown;
    }

    /** Whether this is what {@link #explain(Throwable, Throwable)} explains. */
    static boolean isTold(Throwable cause) {
        return cause instanceof RocksDBException || (cause instanceof IOException && isFull(cause));
    }

    private static boolean isFull(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("No space left");
    }

    /** What to report instead of an exception that such a cause is at the bottom of. */
    static CorruptStateException explain(Throwable thrown, Throwable cause) {
        String store = "";
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ProcessorStateException) {
                store = e.getMessage() + ": ";
            }
        }
        CorruptStateException explained = new CorruptStateException(
                "the state on disk cannot be used: " + store + cause.getMessage() + (isFull(cause) ? FULL : DAMAGED));
        explained.initCause(thrown);
        return explained;
    }
}
