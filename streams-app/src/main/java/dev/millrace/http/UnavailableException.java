package dev.millrace.http;

/** A question that can be answered later, or elsewhere. The message says why not now, and how to go on. */
final class UnavailableException extends RuntimeException {

    private final int status;

    private UnavailableException(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    /** 503: ask again. */
    static UnavailableException later(String detail) {
        return new UnavailableException(503, detail);
    }

    /** 421: ask another instance. */
    static UnavailableException elsewhere(String detail) {
        return new UnavailableException(421, detail);
    }

    int status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
