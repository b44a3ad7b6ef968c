package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.http.HealthRoutes;
import dev.millrace.http.LearnerRoutes;
import dev.millrace.http.Listener;
import dev.millrace.http.MetricsRoutes;
import dev.millrace.http.QueryServer;
import dev.millrace.http.Routes;
import dev.millrace.live.Live;
import dev.millrace.metric.Metrics;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What {@code run} runs: the learning application, and the HTTP interface to it. Any thread. */
public final class MillraceServer implements AutoCloseable {

    private final LearningApp app;
    private final LearnerQueries queries;
    private final Metrics metrics;
    private final Live live;
    private final QueryServer http;

    private MillraceServer(LearningApp app, LearnerQueries queries, Metrics metrics, Live live, QueryServer http) {
        this.app = app;
        this.queries = queries;
        this.metrics = metrics;
        this.live = live;
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
        Live live =
                Live.start(config, app.streams(), app.progress(), config.http().host() + ":" + listener.port());
        try {
            LearnerQueries queries = new LearnerQueries(config, QueryStores.of(app.streams()));
            QueryServer http = QueryServer.start(listener, routes(app, queries, metrics, live));
            return new MillraceServer(app, queries, metrics, live, http);
        } catch (IOException | RuntimeException e) {
            listener.close();
            live.close();
            metrics.close();
            app.close();
            throw e;
        }
    }

    private static List<Routes> routes(LearningApp app, LearnerQueries queries, Metrics metrics, Live live) {
        List<Routes> routes = new ArrayList<>(live.routes());
        routes.add(new LearnerRoutes(queries));
        routes.add(new HealthRoutes(queries, app.streams()::state));
        routes.add(new MetricsRoutes(metrics::scrape));
        return routes;
    }

    public LearningApp app() {
        return app;
    }

    public LearnerQueries queries() {
        return queries;
    }

    /** Where the HTTP interface is. */
    public String url() {
        return "http://" + app.config().http().host() + ":" + http.port();
    }

    @Override
    public void close() {
        try {
            // Connections that stay open would keep the server from ending.
            live.close();
            http.close();
            metrics.close();
        } finally {
            app.close();
        }
    }
}
