package dev.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.query.EventTime;
import dev.millrace.query.Json;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.ModelDownload;
import dev.millrace.query.ModelDownload.Format;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** {@code /learners}: which path asks what. Any thread. */
public final class LearnerRoutes implements Routes {

    private static final int DEFAULT_PAGE = 100;
    private static final int DEFAULT_TOP = 10;

    private final LearnerQueries queries;

    public LearnerRoutes(LearnerQueries queries) {
        this.queries = queries;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/learners", request -> {
            QueryParameters.of(request);
            Answers.json(request, queries.list());
        });
        routes.get("/learners/{name}", request -> {
            QueryParameters.of(request);
            Answers.json(request, queries.summary(request.pathParam("name")));
        });
        routes.get("/learners/{name}/parameters", this::parameters);
        routes.get("/learners/{name}/parameters/{row}", request -> {
            QueryParameters.of(request);
            int row = QueryParameters.integer("row", request.pathParam("row"));
            Answers.json(request, queries.row(request.pathParam("name"), row));
        });
        routes.get("/learners/{name}/top", request -> {
            int limit = QueryParameters.of(request, "limit").integer("limit", DEFAULT_TOP);
            Answers.json(request, queries.top(request.pathParam("name"), limit));
        });
        routes.get("/learners/{name}/features/{feature}", this::feature);
        routes.get("/learners/{name}/scaler", request -> {
            QueryParameters.of(request);
            Answers.json(request, queries.scaler(request.pathParam("name")));
        });
        routes.get("/learners/{name}/model", this::model);
        routes.post("/learners/{name}/predict", this::predict);
    }

    private void feature(Context request) {
        QueryParameters parameters = QueryParameters.of(request, "from", "limit");
        int from = parameters.integer("from", 0);
        int limit = parameters.integer("limit", DEFAULT_PAGE);
        Answers.json(request, queries.feature(request.pathParam("name"), request.pathParam("feature"), from, limit));
    }

    private void model(Context request) throws IOException {
        String format = QueryParameters.of(request, Format.PARAMETER).text(Format.PARAMETER);
        Format chosen = format == null ? Format.JSON : Format.parse(format);
        try (ModelDownload model = queries.model(request.pathParam("name"), chosen)) {
            request.contentType(chosen.contentType())
                    .header("Content-Disposition", "attachment; filename=\"" + model.fileName() + "\"");
            Answers.stream(request, model::writeTo);
        }
    }

    private void parameters(Context request) {
        QueryParameters parameters = QueryParameters.of(request, "from", "limit");
        int from = parameters.integer("from", 0);
        int limit = parameters.integer("limit", DEFAULT_PAGE);
        Answers.json(request, queries.parameters(request.pathParam("name"), from, limit));
    }

    private void predict(Context request) throws IOException {
        String eventTime = QueryParameters.of(request, EventTime.PARAMETER).text(EventTime.PARAMETER);
        JsonNode body = Json.read(Answers.body(request));
        String name = request.pathParam("name");
        Answers.json(
                request,
                body instanceof ArrayNode events
                        ? queries.predictAll(name, events, eventTime)
                        : queries.predict(name, body, eventTime));
    }
}
