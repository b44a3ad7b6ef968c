package dev.millrace.ingest.file;

import java.io.IOException;

/** One row of a file does not fit; the rows after it can still be read. */
public final class BadRowException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long line;

    /**
     * @param line where the row is, from 1
     * @param reason what was expected and what came
     */
    BadRowException(String input, long line, String reason) {
        super(input + ":" + line + ": " + reason);
        this.line = line;
    }

    /** Where the row is, from 1. */
    public long line() {
        return line;
    }
}
