package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.Secret;
import dev.millrace.config.TlsConfig;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP interface. Requests are answered by a bounded pool of threads of its own, which end with {@link #close}. Any
 * thread.
 */
public final class QueryServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QueryServer.class);

    /** For accepting connections, health checks, and telling those who are too many. */
    private static final int SPARE_THREADS = 16;

    private static final int MIN_THREADS = 2;
    private static final int THREAD_IDLE_MILLIS = 30_000;

    /** Each has a file descriptor, of which the state stores need some, too. */
    private static final int MIN_CONNECTIONS = 512;

    private final Javalin javalin;

    private QueryServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Answers from now on.
     *
     * @param listener closed with the server, or if it cannot be started
     * @throws IOException if the server cannot be started
     */
    public static QueryServer start(Listener listener, List<Routes> routes) throws IOException {
        return start(listener, routes, ClientPace.DEFAULT);
    }

    static QueryServer start(Listener listener, List<Routes> routes, ClientPace pace) throws IOException {
        Javalin javalin = Javalin.create(settings -> configure(settings, listener, routes, pace));
        try {
            javalin.start();
        } catch (JavalinException e) {
            listener.close();
            throw new IOException("the HTTP interface cannot be started: " + e.getMessage(), e);
        }
        QueryServer server = new QueryServer(javalin);
        log.info("queries are answered on {}", listener.config().url(server.port()));
        return server;
    }

    /** The port that it listens on, 1 to 65535. */
    public int port() {
        return javalin.port();
    }

    /** Method and path of each route, such as {@code GET /learners/{name}}. */
    public List<String> questions() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .toList();
    }

    /** Ends what is being answered, and the threads. */
    @Override
    public void close() {
        javalin.stop();
    }

    private static void configure(JavalinConfig settings, Listener listener, List<Routes> routes, ClientPace pace) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.prefer405over404 = true;
        settings.http.maxRequestSize = Answers.MAX_BODY_BYTES;
        configure(settings.jetty, listener, pace);
        routes.forEach(some -> some.addTo(settings.routes));
        settings.routes.after(Answers::drain);
        QueryProblems.addTo(settings.routes);
    }

    private static void configure(JettyConfig jetty, Listener listener, ClientPace pace) {
        int maxRequests = listener.config().maxRequests();
        QueuedThreadPool threads = new QueuedThreadPool(maxRequests + SPARE_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS);
        threads.setName("query");
        threads.setDaemon(true);
        jetty.threadPool = threads;
        jetty.modifyServer(server -> {
            server.setErrorHandler(new ProblemErrorHandler());
            server.setHandler(guard(listener.config()));
            server.addBean(new NetworkConnectionLimit(Math.max(MIN_CONNECTIONS, 4 * maxRequests), server));
        });
        jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProblemErrorHandler()));
        jetty.modifyHttpConfiguration(configuration -> configuration.setSendServerVersion(false));
        jetty.addConnector((server, configuration) -> connector(server, configuration, listener, pace));
    }

    /** What a request passes before any path is looked at; Javalin puts itself at the end. */
    private static Handler.Wrapper guard(HttpConfig http) {
        RequestLimit limit = new RequestLimit(http.maxRequests());
        WatchedConnector.Bounds bounds = new WatchedConnector.Bounds();
        Secret token = http.token();
        if (token == null) {
            bounds.setHandler(limit);
        } else {
            AccessCheck check = new AccessCheck(token);
            check.setHandler(limit);
            bounds.setHandler(check);
        }
        return bounds;
    }

    private static Connector connector(
            Server server, HttpConfiguration configuration, Listener listener, ClientPace pace) {
        WatchedConnector connector = new WatchedConnector(server, pace, factories(configuration, listener));
        connector.setHost(listener.config().host());
        connector.setPort(listener.config().port());
        try {
            connector.open(listener.channel());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use what is listened on", e);
        }
        return connector;
    }

    private static ConnectionFactory[] factories(HttpConfiguration configuration, Listener listener) {
        HttpConnectionFactory plain = new HttpConnectionFactory(configuration);
        TlsConfig tls = listener.config().tls();
        SSLContext context = listener.tls();
        if (tls == null || context == null) {
            return new ConnectionFactory[] {plain};
        }
        configuration.addCustomizer(Tls.customizer());
        SslConnectionFactory encrypted = new SslConnectionFactory(Tls.server(tls, context), plain.getProtocol());
        return new ConnectionFactory[] {encrypted, plain};
    }
}
