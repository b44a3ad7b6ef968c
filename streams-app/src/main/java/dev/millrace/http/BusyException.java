package dev.millrace.http;

/** A request that cannot be answered now, but may be a moment later. The message says why. */
public final class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BusyException(String detail) {
        super(detail, null, false, false);
    }
}
