package dev.millrace.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /}: a page for whoever asks for HTML, as browsers do, and for all others what can be asked. Any thread. */
public final class IndexRoutes implements Routes {

    private static final Map<String, String> INDEX = index();

    private final @Nullable Handler page;

    /** Without a page. */
    public IndexRoutes() {
        this.page = null;
    }

    /** @param page answers with HTML */
    public IndexRoutes(Handler page) {
        this.page = page;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/", request -> {
            request.header("Vary", "Accept");
            String accept = request.header("Accept");
            if (page != null && accept != null && accept.contains("text/html")) {
                page.handle(request);
                return;
            }
            QueryParameters.of(request);
            Answers.json(request, Map.of("paths", INDEX));
        });
    }

    private static Map<String, String> index() {
        Map<String, String> index = new LinkedHashMap<>();
        index.put("GET /learners", "all learners, how far they are and how well they do");
        index.put("GET /learners/{name}", "one learner at length");
        index.put("GET /learners/{name}/experts", "its experts, how much each is believed, how much each loses");
        index.put("GET /learners/{name}/parameters?from=ROW&limit=N", "its parameters, row by row, N at a time");
        index.put("GET /learners/{name}/parameters/{row}", "one row of its parameters");
        index.put("GET /learners/{name}/top?limit=N", "the N rows with the largest weights");
        index.put(
                "GET /learners/{name}/features/{feature}",
                "weights and optimizer slots of a feature or one of its values");
        index.put("GET /learners/{name}/scaler", "running mean, deviation and count of its standardised features");
        index.put("GET /learners/{name}/model?format=avro|json", "the whole model, to begin another learner with");
        index.put(
                "POST /learners/{name}/predict",
                "what it predicts for the event in the body, a JSON object, or for a list of them");
        index.put("GET /learners/{name}/history?limit=N", "its loss reports since it began, thinned evenly to N");
        index.put("GET /quarantine?limit=N", "events in quarantine: how many at each stage, why the newest N");
        index.put("GET /live", "all that moves, as server-sent events: reports, learners, quarantine");
        index.put("GET /instances", "which instance learns, and which stand by");
        index.put("GET /openapi.json", "all of this for programs, with every parameter, field and problem");
        index.put("GET /health/live", "200 unless the application must be restarted");
        index.put("GET /health/ready", "200 if questions can be answered");
        index.put("GET /metrics", "figures of learners, Kafka Streams and the JVM, for Prometheus");
        return index;
    }
}
