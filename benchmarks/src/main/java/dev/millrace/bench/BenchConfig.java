package dev.millrace.bench;

import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The config that benchmarks of the running application share. */
final class BenchConfig {

    private static final List<String> SGD = List.of("{name: sgd, optimizer: sgd, rate: 0.05}");

    private BenchConfig() {}

    /** @param run names an application of its own */
    static MillraceConfig of(BrokerProcess broker, Path directory, String run) {
        return of(broker, directory, run, SparseEvents.DIMENSION, SGD, Map.of());
    }

    /**
     * @param run names an application of its own
     * @param dimension of the sparse features
     * @param learners in YAML, the champion first
     * @param kafka settings beside those that are needed
     */
    static MillraceConfig of(
            BrokerProcess broker,
            Path directory,
            String run,
            int dimension,
            List<String> learners,
            Map<String, ?> kafka) {
        StringBuilder more = new StringBuilder();
        kafka.forEach((key, value) -> more.append(", ").append(key).append(": ").append(value));
        return MillraceConfig.parse(
                """
                application: bench-%s
                kafka: {bootstrap.servers: "%s", state.dir: "%s"%s}
                registry: {schema.registry.url: "%s"}
                topics: {events: bench-events}
                task: binary
                label: {field: label}
                features:
                  - sparse: {indices: indices, values: values}
                    dimension: %d
                learners: [%s]
                http: {port: 0}
                """.formatted(
                                run,
                                broker.bootstrapServers(),
                                directory.resolve("state"),
                                more,
                                broker.registryUrl(),
                                dimension,
                                String.join(", ", learners)),
                "bench.yaml");
    }
}
