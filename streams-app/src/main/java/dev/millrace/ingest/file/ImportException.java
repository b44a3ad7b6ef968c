package dev.millrace.ingest.file;

import org.jspecify.annotations.Nullable;

/** An import ended before the end of its file. The message says why, and how much was sent before. */
public final class ImportException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long records;

    ImportException(String reason, long records, String topic, @Nullable Throwable cause) {
        super(
                reason + "\n"
                        + (records == 0
                                ? "Nothing was sent to topic '" + topic + "'."
                                : records + " records were sent to topic '" + topic
                                        + "' before; they stay there, and a new import would send them again."),
                cause);
        this.records = records;
    }

    /** Records that the broker has taken. */
    public long records() {
        return records;
    }
}
