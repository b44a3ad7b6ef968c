package dev.millrace.replay;

/** A replay that cannot be made; the message is for the user. */
public final class ReplayException extends RuntimeException {

    public ReplayException(String message) {
        super(message);
    }
}
