package dev.millrace.live;

import dev.millrace.http.Answers;
import dev.millrace.http.QueryParameters;
import dev.millrace.http.Routes;
import io.javalin.config.RoutesConfig;
import java.util.function.Supplier;

/** {@code /learners/{name}/history} and {@code /quarantine}: what the topics tell, on every instance. Any thread. */
final class HistoryRoutes implements Routes {

    private static final int DEFAULT_POINTS = 500;
    private static final int DEFAULT_REASONS = 20;

    private final LossHistories histories;
    private final QuarantineLog quarantine;
    private final Supplier<TailStatus> status;

    HistoryRoutes(LossHistories histories, QuarantineLog quarantine, Supplier<TailStatus> status) {
        this.histories = histories;
        this.quarantine = quarantine;
        this.status = status;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/learners/{name}/history", request -> {
            int limit = QueryParameters.of(request, "limit").integer("limit", DEFAULT_POINTS);
            Answers.json(request, histories.history(request.pathParam("name"), limit, status.get()));
        });
        routes.get("/quarantine", request -> {
            int limit = QueryParameters.of(request, "limit").integer("limit", DEFAULT_REASONS);
            Answers.json(request, quarantine.answer(limit, status.get()));
        });
    }
}
