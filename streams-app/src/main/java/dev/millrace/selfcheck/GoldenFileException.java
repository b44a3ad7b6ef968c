package dev.millrace.selfcheck;

/** A file of recorded figures cannot be read. The message says where, what was expected and what was found. */
public final class GoldenFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GoldenFileException(String message) {
        super(message);
    }
}
