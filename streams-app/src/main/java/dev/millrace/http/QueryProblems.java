package dev.millrace.http;

import dev.millrace.query.Json;
import dev.millrace.query.QueryException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How what goes wrong is told to the client. Any thread. */
final class QueryProblems {

    private static final Logger log = LoggerFactory.getLogger(QueryProblems.class);

    static final String RETRY_AFTER_SECONDS = "1";

    private QueryProblems() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(QueryException.class, (e, request) -> answer(request, e.status(), e.detail()));
        routes.exception(UnavailableException.class, (e, request) -> {
            if (e.status() == 503) {
                request.header("Retry-After", RETRY_AFTER_SECONDS);
            }
            answer(request, e.status(), e.detail());
        });
        routes.exception(InvalidStateStoreException.class, (e, request) -> {
            log.debug("{}: a store is not to be had", request.path(), e);
            retryLater(request, "the learner's store is being restored or is moving between instances; ask again");
        });
        routes.exception(
                Health.UnhealthyException.class, (e, request) -> retryLater(request, String.valueOf(e.getMessage())));
        routes.exception(
                EventStreams.FullException.class, (e, request) -> retryLater(request, String.valueOf(e.getMessage())));
        routes.exception(BusyException.class, (e, request) -> retryLater(request, String.valueOf(e.getMessage())));
        routes.exception(MethodNotAllowedResponse.class, (e, request) -> {
            String allowed = String.valueOf(e.getDetails().get("availableMethods"));
            request.header("Allow", allowed);
            answer(
                    request,
                    e.getStatus(),
                    "expected " + allowed + " for " + request.path() + ", found "
                            + request.req().getMethod());
        });
        routes.exception(
                HttpResponseException.class, (e, request) -> answer(request, e.getStatus(), detail(e, request)));
        routes.exception(Exception.class, (e, request) -> {
            log.error("{} {} failed", request.req().getMethod(), request.path(), e);
            answer(request, 500, "the request failed; the application's log says why");
        });
    }

    private static String detail(HttpResponseException e, Context request) {
        return e.getStatus() == 404
                ? "expected one of the paths that /openapi.json lists, found " + request.path()
                : String.valueOf(e.getMessage());
    }

    private static void retryLater(Context request, String detail) {
        request.header("Retry-After", RETRY_AFTER_SECONDS);
        answer(request, 503, detail);
    }

    private static void answer(Context request, int status, String detail) {
        request.status(status).contentType(Problem.CONTENT_TYPE).result(Json.write(Problem.of(status, detail)));
    }
}
