package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
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

    /**
     * Answers from now on.
     *
     * @param listener closed with the server, or if it cannot be started
     * @throws IOException if the server cannot be started
     */
    public static QueryServer start(Listener listener, List<Routes> routes) throws IOException {
        Javalin javalin = Javalin.create(settings -> configure(settings, listener, routes));
        try {
            javalin.start();
        } catch (JavalinException e) {
            listener.close();
            throw new IOException("the HTTP interface cannot be started: " + e.getMessage(), e);
        }
        QueryServer server = new QueryServer(javalin);
        log.info("queries are answered on http://{}:{}", listener.config().host(), server.port());
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

    private static void configure(JavalinConfig settings, Listener listener, List<Routes> routes) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.prefer405over404 = true;
        settings.http.maxRequestSize = Answers.MAX_BODY_BYTES;
        configure(settings.jetty, listener);
        routes.forEach(some -> some.addTo(settings.routes));
        settings.routes.after(Answers::drain);
        QueryProblems.addTo(settings.routes);
    }

    private static void configure(JettyConfig jetty, Listener listener) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, IDLE_TIMEOUT_MILLIS);
        threads.setName("query");
        threads.setDaemon(true);
        jetty.threadPool = threads;
        jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrorHandler()));
        jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProblemErrorHandler()));
        jetty.modifyHttpConfiguration(configuration -> configuration.setSendServerVersion(false));
        jetty.addConnector((server, configuration) -> connector(server, configuration, listener));
    }

    private static Connector connector(Server server, HttpConfiguration configuration, Listener listener) {
        HttpConfig http = listener.config();
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(http.host());
        connector.setPort(http.port());
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        try {
            connector.open(listener.channel());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use what is listened on", e);
        }
        return connector;
    }
}
