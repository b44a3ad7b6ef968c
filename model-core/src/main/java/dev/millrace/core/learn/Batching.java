package dev.millrace.core.learn;

/** Which events share an optimizer step, and how their gradients become one. Immutable. */
public sealed interface Batching {

    /** How the gradients of a batch become one. */
    enum Combine {
        /** Their mean over the events; the weights of events do not count in the divisor. */
        MEAN,
        /** Their sum, so that an event of weight 2 is two events. */
        SUM
    }

    Combine combine();

    /** Most labeled events of a batch; with so many it closes. */
    int limit();

    /**
     * A step after every so many labeled events.
     *
     * @param size 1 to 1000000
     */
    record Count(int size, Combine combine) implements Batching {
        public Count {
            // The message has the name under which it was always known.
            requireSize("batchSize", size);
        }

        @Override
        public int limit() {
            return size;
        }
    }

    /**
     * A step for the events of each window of event time. It closes when an event of a later window comes, labeled or not,
     * before that event is predicted; events that come late join the window that is open.
     *
     * @param everyMillis length of a window, 1 ms to 366 days; windows begin at whole multiples since 1970-01-01T00:00Z
     * @param limit closes earlier with so many labeled events, 1 to 1000000; so an event with a time far in the future
     *     cannot keep a batch open for ever
     */
    record EventTime(long everyMillis, int limit, Combine combine) implements Batching {

        public static final long MAX_MILLIS = 366L * 24 * 3600 * 1000;

        public EventTime {
            if (everyMillis < 1 || everyMillis > MAX_MILLIS) {
                throw new IllegalArgumentException("every: expected 1 ms to 366 days, got " + everyMillis + " ms");
            }
            requireSize("limit", limit);
        }

        /** Number of the window that a time is in. */
        long window(long timeMillis) {
            return Math.floorDiv(timeMillis, everyMillis);
        }
    }

    /** A step only when {@link Learner#closeBatch} is called: full-batch descent over a bounded stream. */
    record Full(Combine combine) implements Batching {
        @Override
        public int limit() {
            return Integer.MAX_VALUE;
        }
    }

    /** One step per event. */
    static Batching single() {
        return new Count(1, Combine.MEAN);
    }

    private static void requireSize(String name, int size) {
        if (size < 1 || size > 1_000_000) {
            throw new IllegalArgumentException(name + ": expected 1 to 1000000, got " + size);
        }
    }
}
