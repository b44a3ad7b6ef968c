package dev.millrace.verify;

/** There is nothing to compare, or no way to replay it. The message says why, and how to go on. */
public final class VerificationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public VerificationException(String message) {
        super(message);
    }
}
