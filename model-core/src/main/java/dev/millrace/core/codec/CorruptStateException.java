package dev.millrace.core.codec;

/** Stored state is not what was written. The message says which part, what was expected and what was found. */
public final class CorruptStateException extends RuntimeException {

    public CorruptStateException(String message) {
        super(message);
    }
}
