package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.http.HealthRoutes;
import dev.millrace.http.IndexRoutes;
import dev.millrace.http.LearnerRoutes;
import dev.millrace.http.Listener;
import dev.millrace.http.MetricsRoutes;
import dev.millrace.http.QueryServer;
import dev.millrace.http.Routes;
import dev.millrace.metric.Metrics;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryStores;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What {@code run} runs: the learning application, and the HTTP interface to it. Any thread. */
public final class MillraceServer implements AutoCloseable {

    private final LearningApp app;
    private final LearnerQueries queries;
    private final Metrics metrics;
    private final QueryServer http;

    private MillraceServer(LearningApp app, LearnerQueries queries, Metrics metrics, QueryServer http) {
        this.app = app;
        this.queries = queries;
        this.metrics = metrics;
        this.http = http;
    }

    /**
     * Starts both.
     *
     * @param notes takes what the person who started it should know, a sentence each
     * @throws IOException if the config's host and port cannot be listened on
     */
    public static MillraceServer start(MillraceConfig config, Consumer<String> notes) throws IOException {
        Listener listener = Listener.open(config.http());
        LearningApp app;
        try {
            app = LearningApp.start(config, notes);
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
        Metrics metrics = Metrics.of(config, app.streams(), app.progress());
        try {
            LearnerQueries queries = new LearnerQueries(config, QueryStores.of(app.streams()));
            QueryServer http = QueryServer.start(listener, routes(app, queries, metrics));
            return new MillraceServer(app, queries, metrics, http);
        } catch (IOException | RuntimeException e) {
            listener.close();
            metrics.close();
            app.close();
            throw e;
        }
    }

    private static List<Routes> routes(LearningApp app, LearnerQueries queries, Metrics metrics) {
        return List.of(
                new IndexRoutes(),
                new LearnerRoutes(queries),
                new HealthRoutes(queries, app.streams()::state),
                new MetricsRoutes(metrics::scrape));
    }

    public LearningApp app() {
        return app;
    }

    public LearnerQueries queries() {
        return queries;
    }

    /** Where the HTTP interface is. */
    public String url() {
        return app.config().http().url(http.port());
    }

    @Override
    public void close() {
        try {
            http.close();
            metrics.close();
        } finally {
            app.close();
        }
    }
}
