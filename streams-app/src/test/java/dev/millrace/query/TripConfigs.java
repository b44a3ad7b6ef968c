package dev.millrace.query;

import dev.millrace.config.MillraceConfig;
import java.nio.file.Path;
import java.util.Map;

/** Configs that learn from {@link TripEvents}: a feature of every kind, a loss report after every event. */
public final class TripConfigs {

    public static final String FEATURES = """
            features:
              - {numeric: distance, transform: log1p, name: far}
              - {numeric: seats, standardize: false, name: seats}
              - categorical: origin
              - categorical: weekend
              - {time: hour, encoding: cyclic}
              - time: weekday
              - {cross: [origin, weekday]}
              - {sparse: {indices: tags, values: strengths}, dimension: 5, name: tag}
              - {sparse: {indices: tags, values: strengths}, name: hashed-tag}
            """;

    private static final String LEARNERS = """
            learners:
              - {name: champion, optimizer: sgd, rate: {type: inverse-sqrt, value: 0.001}}
              - {name: challenger, optimizer: lazy-adam, rate: 0.01, batch: 7, publish-predictions: true}
            """;

    private TripConfigs() {}

    public static MillraceConfig binary(Path directory) {
        return of(directory, "task: binary\nlabel: {field: delay, above: 15}\n" + FEATURES + LEARNERS);
    }

    public static MillraceConfig regression(Path directory) {
        return of(
                directory,
                "task: regression\nlabel: {field: delay}\n" + FEATURES + LEARNERS.replace("0.001", "0.00001"));
    }

    public static MillraceConfig multiclass(Path directory) {
        return of(
                directory,
                "task: multiclass\nlabel: {field: verdict, classes: [early, on time, late]}\n" + FEATURES + LEARNERS);
    }

    /** The challenger of {@link #multiclass} alone, in another application, which begins with a model. */
    public static MillraceConfig warm(Path directory, Path model) {
        return of(
                directory.resolve("warm"),
                8,
                "task: multiclass\nlabel: {field: verdict, classes: [early, on time, late]}\n" + FEATURES
                        + "learners:\n  - {name: challenger, optimizer: lazy-adam, rate: 0.01, batch: 7,"
                        + " publish-predictions: true, warm-start: \"" + model + "\"}\n");
    }

    /** @param rest of the file, from the task on; a registry of the directory's name is its own */
    public static MillraceConfig of(Path directory, String rest) {
        return of(directory, 8, rest);
    }

    /** @param hashBits hashed features share 2^hashBits rows */
    public static MillraceConfig of(Path directory, int hashBits, String rest) {
        return MillraceConfig.parse(
                """
                application: trips
                kafka: {bootstrap.servers: "127.0.0.1:1", state.dir: "%s"}
                registry: {schema.registry.url: "mock://%s"}
                topics: {events: trips}
                event: {time: departure}
                hashing: {bits: %d}
                reports: {every: 1, window: 50}
                http: {port: 0}
                %s""".formatted(directory, directory.getFileName(), hashBits, rest), "trips.yaml", Map.of());
    }
}
