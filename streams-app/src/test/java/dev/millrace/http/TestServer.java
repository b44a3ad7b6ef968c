package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.query.LearnerQueries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Starts {@link QueryServer}s for tests, where the config says, or elsewhere. */
public final class TestServer {

    private TestServer() {}

    /** Where the config says. */
    public static QueryServer start(MillraceConfig config, LearnerQueries queries, Supplier<KafkaStreams.State> streams)
            throws IOException {
        return start(config.http(), queries, streams);
    }

    /** Elsewhere. */
    public static QueryServer start(HttpConfig http, LearnerQueries queries, Supplier<KafkaStreams.State> streams)
            throws IOException {
        return QueryServer.start(
                Listener.open(http),
                List.of(
                        new IndexRoutes(),
                        new LearnerRoutes(new Routing(queries, 2)),
                        new HealthRoutes(queries, streams, () -> false),
                        new MetricsRoutes(() -> "")));
    }

    /** Questions about learners, and what else is asked. */
    public static QueryServer start(LearnerQueries queries, List<Routes> more) throws IOException {
        List<Routes> routes = new ArrayList<>(more);
        routes.add(new LearnerRoutes(new Routing(queries, 2)));
        return QueryServer.start(Listener.open(new HttpConfig("127.0.0.1", 0)), routes);
    }
}
