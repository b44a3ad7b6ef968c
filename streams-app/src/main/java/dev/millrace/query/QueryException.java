package dev.millrace.query;

/**
 * A question that cannot be answered as it was asked. The message says what was expected, what came and how to go on.
 */
public final class QueryException extends RuntimeException {

    private final int status;

    private QueryException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    /** The HTTP status that stands for the problem, 400 to 499. */
    public int status() {
        return status;
    }

    /** The message, which is never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public static QueryException badRequest(String detail) {
        return new QueryException(400, detail);
    }

    public static QueryException notFound(String detail) {
        return new QueryException(404, detail);
    }

    public static QueryException tooLarge(String detail) {
        return new QueryException(413, detail);
    }

    /** The request is sound, but the model cannot score it. */
    public static QueryException unprocessable(String detail) {
        return new QueryException(422, detail);
    }
}
