package dev.millrace.http;

import dev.millrace.query.LearnerQueries;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Whether the application should be restarted, and whether it can be asked. Any thread. */
final class Health {

    /** What is said when all is well. */
    record Report(String status, KafkaStreams.State streams, List<String> learners) {}

    private final LearnerQueries queries;
    private final Supplier<KafkaStreams.State> streams;
    private final BooleanSupplier elsewhere;

    Health(LearnerQueries queries, Supplier<KafkaStreams.State> streams, BooleanSupplier elsewhere) {
        this.queries = queries;
        this.streams = streams;
        this.elsewhere = elsewhere;
    }

    /** @throws UnhealthyException if the streams client has stopped for good */
    Report live() {
        KafkaStreams.State state = streams.get();
        if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING) {
            throw new UnhealthyException("the streams client is " + state
                    + " and will not learn any more; see the log for the reason, then restart the application");
        }
        return new Report("live", state, queries.names());
    }

    /**
     * An instance that does not learn can be asked as well, for it asks the one that does.
     *
     * @throws UnhealthyException if questions cannot be answered at the moment
     */
    Report ready() {
        KafkaStreams.State state = streams.get();
        if (state != KafkaStreams.State.RUNNING) {
            throw new UnhealthyException("expected the streams client to be RUNNING, found " + state);
        }
        try {
            queries.requireReadable();
        } catch (InvalidStateStoreException e) {
            if (elsewhere.getAsBoolean()) {
                return new Report("ready", state, queries.names());
            }
            throw new UnhealthyException("a learner's store cannot be read: " + e.getMessage());
        }
        return new Report("ready", state, queries.names());
    }

    /** The answer to a health check is no. The message says why. */
    static final class UnhealthyException extends RuntimeException {
        private UnhealthyException(String message) {
            super(message, null, false, false);
        }
    }
}
