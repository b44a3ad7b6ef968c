package dev.millrace.http;

import io.javalin.http.Context;

/** Answers that go on, such as server-sent events: they must not take the places of questions. Any thread. */
public final class EventStreams {

    private EventStreams() {}

    /**
     * Counts the request as an event stream from now on. To be called before the answer begins. The stream must then write
     * something at least every 10 seconds, if only a comment: connections on which nothing moves for 30 seconds are
     * closed.
     *
     * @throws FullException if there are {@code http.max-requests} streams already
     */
    public static void admit(Context request) {
        Object admission = request.req().getAttribute(RequestLimit.attribute());
        if (admission instanceof RequestLimit.Admission some && !some.becomeStream()) {
            throw new FullException("expected at most " + some.maxStreams()
                    + " event streams at a time (http.max-requests), found more; close some, or ask again");
        }
    }

    /** There are enough event streams. The message says how many. */
    static final class FullException extends RuntimeException {
        private FullException(String message) {
            super(message, null, false, false);
        }
    }
}
