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

    private final Routing routing;

    /** @param routing finds who answers */
    public LearnerRoutes(Routing routing) {
        this.routing = routing;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        get(routes, "/learners", (request, queries) -> {
            QueryParameters.ofQuestion(request);
            Answers.json(request, queries.list());
        });
        get(routes, "/learners/{name}", (request, queries) -> {
            QueryParameters.ofQuestion(request);
            Answers.json(request, queries.summary(request.pathParam("name")));
        });
        get(routes, "/learners/{name}/experts", (request, queries) -> {
            QueryParameters.ofQuestion(request);
            Answers.json(request, queries.experts(request.pathParam("name")));
        });
        get(routes, "/learners/{name}/parameters", LearnerRoutes::parameters);
        get(routes, "/learners/{name}/parameters/{row}", (request, queries) -> {
            QueryParameters.ofQuestion(request);
            int row = QueryParameters.integer("row", request.pathParam("row"));
            Answers.json(request, queries.row(request.pathParam("name"), row));
        });
        get(routes, "/learners/{name}/top", (request, queries) -> {
            int limit = QueryParameters.ofQuestion(request, "limit").integer("limit", DEFAULT_TOP);
            Answers.json(request, queries.top(request.pathParam("name"), limit));
        });
        get(routes, "/learners/{name}/features/{feature}", LearnerRoutes::feature);
        get(routes, "/learners/{name}/scaler", (request, queries) -> {
            QueryParameters.ofQuestion(request);
            Answers.json(request, queries.scaler(request.pathParam("name")));
        });
        get(routes, "/learners/{name}/model", LearnerRoutes::model);
        routes.post("/learners/{name}/predict", routing.of(LearnerRoutes::predict));
    }

    private void get(RoutesConfig routes, String path, Question question) {
        routes.get(path, routing.of(question));
    }

    private static void feature(Context request, LearnerQueries queries) {
        QueryParameters parameters = QueryParameters.ofQuestion(request, "from", "limit");
        int from = parameters.integer("from", 0);
        int limit = parameters.integer("limit", DEFAULT_PAGE);
        Answers.json(request, queries.feature(request.pathParam("name"), request.pathParam("feature"), from, limit));
    }

    private static void model(Context request, LearnerQueries queries) throws IOException {
        String format = QueryParameters.ofQuestion(request, Format.PARAMETER).text(Format.PARAMETER);
        Format chosen = format == null ? Format.JSON : Format.parse(format);
        try (ModelDownload model = queries.model(request.pathParam("name"), chosen)) {
            request.contentType(chosen.contentType())
                    .header("Content-Disposition", "attachment; filename=\"" + model.fileName() + "\"");
            Answers.stream(request, model::writeTo);
        }
    }

    private static void parameters(Context request, LearnerQueries queries) {
        QueryParameters parameters = QueryParameters.ofQuestion(request, "from", "limit");
        int from = parameters.integer("from", 0);
        int limit = parameters.integer("limit", DEFAULT_PAGE);
        Answers.json(request, queries.parameters(request.pathParam("name"), from, limit));
    }

    private static void predict(Context request, LearnerQueries queries) throws IOException {
        String eventTime =
                QueryParameters.ofQuestion(request, EventTime.PARAMETER).text(EventTime.PARAMETER);
        JsonNode body = Json.read(Answers.body(request));
        String name = request.pathParam("name");
        Answers.json(
                request,
                body instanceof ArrayNode events
                        ? queries.predictAll(name, events, eventTime)
                        : queries.predict(name, body, eventTime));
    }
}
