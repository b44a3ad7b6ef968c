package dev.millrace.bench;

import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import java.nio.file.Path;

/** The config that benchmarks of the running application share. */
final class BenchConfig {

    private BenchConfig() {}

    /** @param run names an application of its own */
    static MillraceConfig of(BrokerProcess broker, Path directory, String run) {
        return MillraceConfig.parse(
                """
                application: bench-%s
                kafka: {bootstrap.servers: "%s", state.dir: "%s"}
                registry: {schema.registry.url: "%s"}
                topics: {events: bench-events}
                task: binary
                label: {field: label}
                features:
                  - sparse: {indices: indices, values: values}
                    dimension: %d
                learners: [{name: sgd, optimizer: sgd, rate: 0.05}]
                http: {port: 0}
                """.formatted(
                                run,
                                broker.bootstrapServers(),
                                directory.resolve("state"),
                                broker.registryUrl(),
                                SparseEvents.DIMENSION),
                "bench.yaml");
    }
}
