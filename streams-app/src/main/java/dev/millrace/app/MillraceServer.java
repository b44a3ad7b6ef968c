package dev.millrace.app;

import dev.millrace.config.MillraceConfig;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryServer;
import dev.millrace.query.QueryStores;
import java.io.IOException;
import java.util.function.Consumer;

/** What {@code run} runs: the learning application, and the HTTP interface to it. Any thread. */
public final class MillraceServer implements AutoCloseable {

    private final LearningApp app;
    private final LearnerQueries queries;
    private final QueryServer http;

    private MillraceServer(LearningApp app, LearnerQueries queries, QueryServer http) {
        this.app = app;
        this.queries = queries;
        this.http = http;
    }

    /**
     * Starts both.
     *
     * @param notes takes what the person who started it should know, a sentence each
     * @throws IOException if the config's host and port cannot be listened on
     */
    public static MillraceServer start(MillraceConfig config, Consumer<String> notes) throws IOException {
        LearningApp app = LearningApp.start(config, notes);
        try {
            LearnerQueries queries = new LearnerQueries(config, QueryStores.of(app.streams()));
            QueryServer http = QueryServer.start(config, queries, app.streams()::state);
            return new MillraceServer(app, queries, http);
        } catch (IOException | RuntimeException e) {
            app.close();
            throw e;
        }
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
            http.close();
        } finally {
            app.close();
        }
    }
}
