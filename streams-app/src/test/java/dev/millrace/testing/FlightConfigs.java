package dev.millrace.testing;

import dev.millrace.config.MillraceConfig;

/** Configs that learn from {@link FlightEvents}. */
public final class FlightConfigs {

    /** Two learners: an SGD champion and a lazy Adam challenger with micro-batches, which publishes too. */
    public static final String TWO_LEARNERS = """
            learners:
              - {name: champion, optimizer: sgd, rate: {type: inverse-sqrt, value: 0.5}}
              - {name: challenger, optimizer: lazy-adam, rate: 0.01, batch: 32, publish-predictions: true}
            """;

    private FlightConfigs() {}

    /**
     * A config of its own topics and state.
     *
     * @param more the learners, and further sections
     */
    public static MillraceConfig of(
            String application, String bootstrapServers, String registryUrl, String stateDirectory, String more) {
        return MillraceConfig.parse(
                yaml(application, bootstrapServers, registryUrl, stateDirectory, more), "test.yaml");
    }

    /** The same as the text of a file. */
    public static String yaml(
            String application, String bootstrapServers, String registryUrl, String stateDirectory, String more) {
        return """
                application: %s
                kafka: {bootstrap.servers: "%s", state.dir: "%s"}
                registry: {schema.registry.url: "%s"}
                topics: {events: %s-events}
                event: {time: departure}
                task: binary
                label: {field: delay, above: 15}
                features:
                  - {numeric: distance, transform: log1p}
                  - categorical: origin
                  - categorical: destination
                  - time: hour
                  - {time: weekday, encoding: cyclic}
                  - cross: [origin, hour]
                hashing: {bits: 12}
                reports: {every: 100, window: 100}
                http: {port: 0}
                %s
                """.formatted(application, bootstrapServers, stateDirectory, registryUrl, application, more);
    }
}
