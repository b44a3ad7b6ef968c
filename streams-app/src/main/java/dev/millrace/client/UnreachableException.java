package dev.millrace.client;

/** The application cannot be reached, or fell silent. The message says where it was looked for and how to go on. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
