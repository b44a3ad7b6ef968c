package dev.millrace.query;

import org.eclipse.jetty.http.HttpStatus;

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
        return new Problem("about:blank", HttpStatus.getMessage(status), status, detail);
    }
}
