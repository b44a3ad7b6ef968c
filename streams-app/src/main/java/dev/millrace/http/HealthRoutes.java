package dev.millrace.http;

import dev.millrace.query.LearnerQueries;
import io.javalin.config.RoutesConfig;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** {@code /health}: for whoever restarts applications, and whoever sends them requests. Any thread. */
public final class HealthRoutes implements Routes {

    private final Health health;

    /**
     * @param streams state of the streams client
     * @param elsewhere whether another instance learns, which questions are passed on to
     */
    public HealthRoutes(LearnerQueries queries, Supplier<KafkaStreams.State> streams, BooleanSupplier elsewhere) {
        this.health = new Health(queries, streams, elsewhere);
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/health/live", request -> Answers.json(request, health.live()));
        routes.get("/health/ready", request -> Answers.json(request, health.ready()));
    }
}
