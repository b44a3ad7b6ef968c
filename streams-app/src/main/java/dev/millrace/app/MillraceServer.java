package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.http.HealthRoutes;
import dev.millrace.http.InstanceRoutes;
import dev.millrace.http.LearnerRoutes;
import dev.millrace.http.Listener;
import dev.millrace.http.MetricsRoutes;
import dev.millrace.http.OpenApiRoutes;
import dev.millrace.http.Peers;
import dev.millrace.http.QueryServer;
import dev.millrace.http.Routes;
import dev.millrace.http.Routing;
import dev.millrace.live.Live;
import dev.millrace.metric.Metrics;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryStores;
import dev.millrace.query.Served.Role;
import dev.millrace.route.InputEnd;
import dev.millrace.route.Instances;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code run} runs: the learning application, and the HTTP interface to it. Any thread. */
public final class MillraceServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MillraceServer.class);

    private final LearningApp app;
    private final LearnerQueries queries;
    private final QueryServer http;
    private final Parts parts;

    private MillraceServer(LearningApp app, LearnerQueries queries, QueryServer http, Parts parts) {
        this.app = app;
        this.queries = queries;
        this.http = http;
        this.parts = parts;
    }

    /**
     * Starts both.
     *
     * @param notes takes what the person who started it should know, a sentence each
     * @throws IOException if the config's host and port cannot be listened on
     */
    public static MillraceServer start(MillraceConfig config, Consumer<String> notes) throws IOException {
        Parts parts = new Parts();
        try {
            Listener listener = parts.add(Listener.open(config.http()));
            String server = config.kafka().getOrDefault(StreamsConfig.APPLICATION_SERVER_CONFIG, listener.advertised());
            LearningApp app = parts.add(LearningApp.start(config, server, notes));
            Metrics metrics = parts.add(Metrics.of(config, app.streams(), app.progress()));
            InputEnd end = parts.add(InputEnd.watch(config.kafka(), app.input()));
            Instances instances = new Instances(
                    app.streams(), host(server), config.learners().get(0).name());
            LearnerQueries learning = new LearnerQueries(
                    config, QueryStores.learning(app.streams()), end.witness(server, () -> Role.ACTIVE));
            LearnerQueries any =
                    LearnerQueries.ofAny(config, app.streams(), end.witness(server, instances::roleBesideLearning));
            // So that those which wait never keep out those which need not.
            int maxWaiting = Math.max(1, config.http().maxRequests() / 2);
            Routing routing = new Routing(learning, any, instances, parts.add(Peers.of(listener)), maxWaiting);
            Live live = Live.start(config, app.streams(), app.progress(), server);
            List<Routes> routes = new ArrayList<>(live.routes());
            routes.add(new LearnerRoutes(routing));
            routes.add(new InstanceRoutes(instances, app.streams()::state));
            routes.add(new HealthRoutes(learning, app.streams()::state, instances::isLearningElsewhere));
            routes.add(new MetricsRoutes(metrics::scrape));
            routes.add(new OpenApiRoutes());
            QueryServer http;
            try {
                http = parts.add(QueryServer.start(listener, routes));
            } finally {
                // Closed before the server, which would wait for those who listen.
                parts.add(live);
            }
            return new MillraceServer(app, learning, http, parts);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static HostInfo host(String server) {
        HostInfo host = HostInfo.buildFromEndpoint(server);
        if (host == null) {
            throw new IllegalArgumentException("application.server: expected HOST:PORT, got " + server);
        }
        return host;
    }

    public LearningApp app() {
        return app;
    }

    /** Answers from what this instance learns. */
    public LearnerQueries queries() {
        return queries;
    }

    /** Where the HTTP interface is. */
    public String url() {
        return app.config().http().url(http.port());
    }

    /** What the HTTP interface can be asked, such as {@code GET /learners/{name}}. */
    public List<String> questions() {
        return http.questions();
    }

    @Override
    public void close() {
        parts.close();
    }

    /** What is closed together, the last first; nothing keeps the others from being closed. */
    private static final class Parts {

        private final Deque<AutoCloseable> parts = new ArrayDeque<>();

        <T extends AutoCloseable> T add(T part) {
            parts.push(part);
            return part;
        }

        void close() {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (Exception e) {
                    log.warn("while the application was stopped", e);
                }
            }
        }
    }
}
