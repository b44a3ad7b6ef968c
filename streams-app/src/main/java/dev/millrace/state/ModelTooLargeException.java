package dev.millrace.state;

/** A model is too large to be copied. */
public final class ModelTooLargeException extends RuntimeException {

    ModelTooLargeException(long maxBytes) {
        super("the model is larger than the " + maxBytes + " bytes that a copy may have");
    }
}
