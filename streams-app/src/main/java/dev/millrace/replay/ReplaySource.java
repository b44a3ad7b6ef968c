package dev.millrace.replay;

import java.io.IOException;

/**
 * The events of a replay: part of a topic, or a file. Reading again gives the same events in the same order. One thread.
 */
public interface ReplaySource extends AutoCloseable {

    /** Takes one event after the other. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param event valid until this returns
         * @return whether to go on
         */
        boolean event(ReplayedEvent event);
    }

    /** What is read, for people: {@code topic flights, partition 0, offsets 0 to 299999}. */
    String description();

    /**
     * Topic of one partition that a running learner of the config takes its events from, in this order and with these offsets;
     * empty if the events are from elsewhere.
     */
    String topic();

    /** Hands over all events, from the first on, until the visitor has enough. May be called again. */
    void read(Visitor visitor) throws IOException;

    @Override
    void close();
}
