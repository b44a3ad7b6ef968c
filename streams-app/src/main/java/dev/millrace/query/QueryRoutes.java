package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Which path asks what. Any thread. */
final class QueryRoutes {

    static final int MAX_BODY_BYTES = 1 << 20;

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final int DEFAULT_PAGE = 100;
    private static final int DEFAULT_TOP = 10;

    private static final Map<String, String> INDEX = index();

    private final LearnerQueries queries;
    private final Health health;
    private final Supplier<String> metrics;

    QueryRoutes(LearnerQueries queries, Health health, Supplier<String> metrics) {
        this.queries = queries;
        this.health = health;
        this.metrics = metrics;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/", request -> {
            QueryParameters.of(request);
            answer(request, Map.of("paths", INDEX));
        });
        routes.get("/learners", request -> {
            QueryParameters.of(request);
            answer(request, queries.list());
        });
        routes.get("/learners/{name}", request -> {
            QueryParameters.of(request);
            answer(request, queries.summary(request.pathParam("name")));
        });
        routes.get("/learners/{name}/parameters", this::parameters);
        routes.get("/learners/{name}/parameters/{row}", request -> {
            QueryParameters.of(request);
            int row = QueryParameters.integer("row", request.pathParam("row"));
            answer(request, queries.row(request.pathParam("name"), row));
        });
        routes.get("/learners/{name}/top", request -> {
            int limit = QueryParameters.of(request, "limit").integer("limit", DEFAULT_TOP);
            answer(request, queries.top(request.pathParam("name"), limit));
        });
        routes.post("/learners/{name}/predict", this::predict);
        routes.get("/health/live", request -> answer(request, health.live()));
        routes.get("/health/ready", request -> answer(request, health.ready()));
        routes.get("/metrics", request -> {
            QueryParameters.of(request);
            request.contentType(PROMETHEUS_TEXT).result(metrics.get());
        });
        routes.after(QueryRoutes::drain);
    }

    private void parameters(Context request) {
        QueryParameters parameters = QueryParameters.of(request, "from", "limit");
        int from = parameters.integer("from", 0);
        int limit = parameters.integer("limit", DEFAULT_PAGE);
        answer(request, queries.parameters(request.pathParam("name"), from, limit));
    }

    private void predict(Context request) throws IOException {
        String eventTime = QueryParameters.of(request, EventTime.PARAMETER).text(EventTime.PARAMETER);
        JsonNode event = Json.read(body(request));
        answer(request, queries.predict(request.pathParam("name"), event, eventTime));
    }

    /** A body without a length is found to be too long only while it is read. */
    private static byte[] body(Context request) throws IOException {
        byte[] body = request.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw QueryException.tooLarge("expected a body of at most " + MAX_BODY_BYTES + " bytes, found more");
        }
        return body;
    }

    /** The server would drop a connection on which a body that nobody asked for is still under way. */
    private static void drain(Context request) throws IOException {
        InputStream body = request.bodyInputStream();
        byte[] buffer = new byte[8 * 1024];
        int read = 0;
        for (int left = MAX_BODY_BYTES; left > 0 && read >= 0; left -= read) {
            read = body.read(buffer, 0, Math.min(left, buffer.length));
        }
    }

    private static void answer(Context request, Object answer) {
        request.contentType("application/json").result(Json.write(answer));
    }

    private static Map<String, String> index() {
        Map<String, String> index = new LinkedHashMap<>();
        index.put("GET /learners", "all learners, how far they are and how well they do");
        index.put("GET /learners/{name}", "one learner at length");
        index.put("GET /learners/{name}/parameters?from=ROW&limit=N", "its parameters, row by row, N at a time");
        index.put("GET /learners/{name}/parameters/{row}", "one row of its parameters");
        index.put("GET /learners/{name}/top?limit=N", "the N rows with the largest weights");
        index.put("POST /learners/{name}/predict", "what it predicts for the event in the body, a JSON object");
        index.put("GET /health/live", "200 unless the application must be restarted");
        index.put("GET /health/ready", "200 if questions can be answered");
        index.put("GET /metrics", "figures of learners, Kafka Streams and the JVM, for Prometheus");
        return index;
    }
}
