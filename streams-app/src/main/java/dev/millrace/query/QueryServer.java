package dev.millrace.query;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP interface. Requests are answered by a bounded pool of threads of its own, which end with {@link #close}. Any
 * thread.
 */
public final class QueryServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QueryServer.class);

    private static final int MAX_THREADS = 16;
    private static final int MIN_THREADS = 2;
    private static final int IDLE_TIMEOUT_MILLIS = 30_000;

    private final Javalin javalin;

    private QueryServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /** Answers from now on, all but {@code /metrics}. */
    static QueryServer start(MillraceConfig config, LearnerQueries queries, Supplier<KafkaStreams.State> streams)
            throws IOException {
        return start(config, queries, streams, () -> "");
    }

    /**
     * Answers from now on.
     *
     * @param streams state of the streams client, for the health checks
     * @param metrics all metrics in Prometheus' text format, version 0.0.4
     * @throws IOException if the config's host and port cannot be listened on
     */
    public static QueryServer start(
            MillraceConfig config,
            LearnerQueries queries,
            Supplier<KafkaStreams.State> streams,
            Supplier<String> metrics)
            throws IOException {
        HttpConfig http = config.http();
        warnUnlessLoopback(http);
        QueryRoutes routes = new QueryRoutes(queries, new Health(queries, streams), metrics);
        Javalin javalin = Javalin.create(settings -> configure(settings, http, routes));
        try {
            javalin.start();
        } catch (JavalinException e) {
            throw new IOException(
                    "cannot listen on " + http.host() + ", port " + http.port() + " (" + e.getMessage()
                            + "); set http.host to an address of this machine and http.port to a free port, or to 0 to"
                            + " take any",
                    e);
        }
        QueryServer server = new QueryServer(javalin);
        log.info("queries are answered on http://{}:{}", http.host(), server.port());
        return server;
    }

    /** The port that it listens on, 1 to 65535. */
    public int port() {
        return javalin.port();
    }

    /** Ends what is being answered, and the threads. */
    @Override
    public void close() {
        javalin.stop();
    }

    private static void configure(JavalinConfig settings, HttpConfig http, QueryRoutes routes) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.prefer405over404 = true;
        settings.http.maxRequestSize = QueryRoutes.MAX_BODY_BYTES;
        configure(settings.jetty, http);
        routes.addTo(settings.routes);
        QueryProblems.addTo(settings.routes);
    }

    private static void configure(JettyConfig jetty, HttpConfig http) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, IDLE_TIMEOUT_MILLIS);
        threads.setName("query");
        threads.setDaemon(true);
        jetty.threadPool = threads;
        jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrorHandler()));
        jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProblemErrorHandler()));
        jetty.modifyHttpConfiguration(configuration -> configuration.setSendServerVersion(false));
        jetty.addConnector((server, configuration) -> connector(server, configuration, http));
    }

    private static Connector connector(Server server, HttpConfiguration configuration, HttpConfig http) {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(http.host());
        connector.setPort(http.port());
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        return connector;
    }

    private static void warnUnlessLoopback(HttpConfig http) throws IOException {
        try {
            if (!InetAddress.getByName(http.host()).isLoopbackAddress()) {
                log.warn(
                        "http.host is {}: whoever reaches this address can read every parameter, and there is no access"
                                + " control; set http.host to 127.0.0.1, or put a proxy in front that checks who asks",
                        http.host());
            }
        } catch (UnknownHostException e) {
            throw new IOException(
                    "http.host: expected a name or address of this machine, found '" + http.host()
                            + "', which cannot be resolved",
                    e);
        }
    }
}
