package dev.millrace.http;

import dev.millrace.query.AtLeast;
import dev.millrace.query.QueryException;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a question about learners allows.
 *
 * @param stale an instance that stands by or restores may answer too
 * @param forward the instance that was asked may ask another
 * @param timeout how long to wait for somebody to answer, and until the learner is trained so far
 * @param atLeast how far it must be trained; null if it does not matter
 * @param forwardedBy the instance that the question comes from; null if it comes from a caller
 */
record RoutingParameters(
        boolean stale,
        boolean forward,
        Duration timeout,
        @Nullable AtLeast atLeast,
        @Nullable String forwardedBy) {

    /** Query parameters of every question about learners. */
    static final List<String> NAMES = List.of("stale", "forward", "timeout", AtLeast.PARAMETER);

    /** Names the instance that asks for a caller. Such a question is never forwarded again. */
    static final String FORWARDED_BY = "Millrace-Forwarded-By";

    /** How many milliseconds the caller of the instance that asks will still wait. */
    static final String TIME_LEFT = "Millrace-Time-Left";

    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;
    private static final int MAX_TIMEOUT_MILLIS = 60_000;

    /** @throws QueryException if one of them is not what it may be */
    static RoutingParameters of(Context request) {
        QueryParameters given = QueryParameters.some(request, NAMES);
        String forwardedBy = request.header(FORWARDED_BY);
        String timeLeft = forwardedBy == null ? null : request.header(TIME_LEFT);
        int millis = timeLeft == null
                ? given.integer("timeout", DEFAULT_TIMEOUT_MILLIS)
                : QueryParameters.integer("header " + TIME_LEFT, timeLeft);
        if (millis < 0 || millis > MAX_TIMEOUT_MILLIS) {
            throw QueryException.badRequest(
                    "timeout: expected 0 to " + MAX_TIMEOUT_MILLIS + " milliseconds, found " + millis);
        }
        String atLeast = given.text(AtLeast.PARAMETER);
        return new RoutingParameters(
                given.flag("stale", false),
                given.flag("forward", true),
                Duration.ofMillis(millis),
                atLeast == null ? null : AtLeast.parse(atLeast),
                forwardedBy);
    }
}
