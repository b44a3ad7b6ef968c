package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import java.io.IOException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;

/** What was found out about files in the state directory, in words that say how to go on. */
final class UnreadableState {

    private static final String DAMAGED = ". Stop this instance and delete its state directory (kafka.state.dir): the"
            + " store is then restored from its changelog";

    private UnreadableState() {}

    /** The exception itself, unless RocksDB or a full disk is at the bottom of it. */
    static RuntimeException explain(RuntimeException thrown, MillraceConfig config) {
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (isTold(cause)) {
                return explain(thrown, cause, config);
            }
        }
        return thrown;
    }

    /** Whether this is what {@link #explain(Throwable, Throwable, MillraceConfig)} explains. */
    static boolean isTold(Throwable cause) {
        return cause instanceof RocksDBException || (cause instanceof IOException && isFull(cause));
    }

    private static boolean isFull(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("No space left");
    }

    /** What to report instead of an exception that such a cause is at the bottom of. */
    static CorruptStateException explain(Throwable thrown, Throwable cause, MillraceConfig config) {
        String store = "";
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            // Kafka Streams wraps some without a word of its own.
            if (e instanceof ProcessorStateException && !cause.toString().equals(e.getMessage())) {
                store = e.getMessage() + ": ";
            }
        }
        CorruptStateException explained = new CorruptStateException("the state on disk cannot be used: " + store
                + cause.getMessage() + (isFull(cause) ? full(config) : DAMAGED));
        explained.initCause(thrown);
        return explained;
    }

    private static String full(MillraceConfig config) {
        return ". Make room on the disk of the state directory " + StreamsSettings.stateDirectory(config)
                + " (kafka.state.dir), and start again: learning goes on from the last commit";
    }
}
