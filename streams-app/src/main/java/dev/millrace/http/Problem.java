package dev.millrace.http;

import io.javalin.http.HttpStatus;

/**
 * An error as RFC 9457 has it.
 *
 * @param type always {@code about:blank}: the status says it all
 * @param title what the status is called
 * @param status HTTP status
 * @param detail what was expected, what came and how to go on
 */
record Problem(String type, String title, int status, String detail) {

    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(int status, String detail) {
        // Javalin calls 500 "Server Error"; the standard does not.
        String title = status == 500
                ? "Internal Server Error"
                : HttpStatus.forStatus(status).getMessage();
        return new Problem("about:blank", title, status, detail);
    }
}
