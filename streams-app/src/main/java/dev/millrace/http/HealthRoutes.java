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
     * Of one instance.
     *
     * @param queries answers while this instance learns
     * @param streams state of the streams client
     * @param othersCanBeAsked whether another instance is known to learn, to which questions are forwarded
     */
    public HealthRoutes(
            LearnerQueries queries, Supplier<KafkaStreams.State> streams, BooleanSupplier othersCanBeAsked) {
        this.health = new Health(queries, streams, othersCanBeAsked);
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/health/live", request -> Answers.json(request, health.live()));
        routes.get("/health/ready", request -> Answers.json(request, health.ready()));
    }
}
