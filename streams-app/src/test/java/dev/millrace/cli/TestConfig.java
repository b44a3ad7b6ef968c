package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small config whose events topic is "rows". */
final class TestConfig {

    private TestConfig() {}

    static Path write(Path folder, String servers, String registry) throws IOException {
        String yaml = """
                application: test
                kafka:
                  bootstrap.servers: %s
                registry:
                  schema.registry.url: %s
                topics:
                  events: rows
                  replication-factor: 1
                task: regression
                label:
                  field: value
                features:
                  - numeric: id
                learners:
                  - name: champion
                    optimizer: sgd
                    rate: 0.1
                """.formatted(servers, registry);
        return Files.writeString(folder.resolve("test.yaml"), yaml);
    }
}
