package dev.millrace.http;

import dev.millrace.query.QueryException;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
            requireOnce(name, given);
        });
        return new QueryParameters(values);
    }

    /** Those of some names, each at most once; others are somebody else's business. */
    static QueryParameters some(Context request, List<String> names) {
        Map<String, List<String>> values = new HashMap<>(decode(request));
        values.keySet().retainAll(names);
        values.forEach(QueryParameters::requireOnce);
        return new QueryParameters(values);
    }

    /** Those of a question about learners, which has those of {@link RoutingParameters} too. */
    static QueryParameters ofQuestion(Context request, String... known) {
        return of(
                request,
                Stream.concat(Stream.of(known), RoutingParameters.NAMES.stream())
                        .toArray(String[]::new));
    }

    private static void requireOnce(String name, List<String> given) {
        if (given.size() != 1) {
            throw QueryException.badRequest(
                    "expected query parameter '" + name + "' once, found it " + given.size() + " times");
        }
    }

    /** True or false, as the words. */
    boolean flag(String name, boolean otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw QueryException.badRequest(
                    "query parameter '" + name + "': expected true or false, found '" + text + "'");
        }
        return text.equals("true");
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
