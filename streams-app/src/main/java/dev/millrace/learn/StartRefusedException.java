package dev.millrace.learn;

/** The application must not start on the state that is there. The message says what differs and how to go on. */
public final class StartRefusedException extends RuntimeException {

    public StartRefusedException(String message) {
        super(message);
    }
}
