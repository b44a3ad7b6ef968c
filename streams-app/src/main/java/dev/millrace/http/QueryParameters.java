package dev.millrace.http;

import dev.millrace.query.QueryException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, which must be known and stand there once. */
public final class QueryParameters {

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    private final Map<String, List<String>> values;

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** @throws QueryException if there are others than those known, or one of them twice */
    public static QueryParameters of(Context request, String... known) {
        Map<String, List<String>> values = decode(request);
        List<String> names = List.of(known);
        values.forEach((name, given) -> {
            if (!names.contains(name)) {
                throw QueryException.badRequest("expected "
                        + (names.isEmpty() ? "no query parameters" : "no query parameters but " + names) + ", found '"
                        + name + "'");
            }
            if (given.size() != 1) {
                throw QueryException.badRequest(
                        "expected query parameter '" + name + "' once, found it " + given.size() + " times");
            }
        });
        return new QueryParameters(values);
    }

    /** Null if it is not there. */
    public @Nullable String text(String name) {
        List<String> given = values.get(name);
        return given == null ? null : given.get(0);
    }

    /**
     * A whole number of 32 bits.
     *
     * @throws QueryException if it is something else
     */
    public int integer(String name, int otherwise) {
        String text = text(name);
        return text == null ? otherwise : integer("query parameter '" + name + "'", text);
    }

    /** @param what the text is, for the message */
    static int integer(String what, String text) {
        if (!INTEGER.matcher(text).matches()) {
            throw QueryException.badRequest(what + ": expected a whole number, found '" + text + "'");
        }
        long value = Long.parseLong(text);
        if (value != (int) value) {
            throw QueryException.badRequest(what + ": expected a whole number of 32 bits, found " + text);
        }
        return (int) value;
    }

    private static Map<String, List<String>> decode(Context request) {
        try {
            return request.queryParamMap();
        } catch (IllegalArgumentException e) {
            throw QueryException.badRequest(
                    "expected a query string in percent-encoded UTF-8, found '" + request.queryString() + "'");
        }
    }
}
