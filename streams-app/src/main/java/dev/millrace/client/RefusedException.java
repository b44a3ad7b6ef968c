package dev.millrace.client;

/** The application was reached and does not answer the question. The message says why and how to go on. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
