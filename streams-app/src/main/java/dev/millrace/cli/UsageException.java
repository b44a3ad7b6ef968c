package dev.millrace.cli;

/** Options that contradict each other or the input. The message says what to give instead. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
