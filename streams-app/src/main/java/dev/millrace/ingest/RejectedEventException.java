package dev.millrace.ingest;

import dev.millrace.schemas.QuarantineStage;

/** An event that goes to quarantine: where it stopped and why. Has no stack trace, because it is data, not a bug. */
public final class RejectedEventException extends Exception {

    private final QuarantineStage stage;

    public RejectedEventException(QuarantineStage stage, String reason) {
        super(reason, null, false, false);
        this.stage = stage;
    }

    public QuarantineStage stage() {
        return stage;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
