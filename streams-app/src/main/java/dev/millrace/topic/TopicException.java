package dev.millrace.topic;

import org.jspecify.annotations.Nullable;

/** A topic cannot be used: no broker, no such topic, no permission. The message tells the user how to go on. */
public final class TopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
