package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import dev.millrace.topic.Connection;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A broker and a registry: those of a config, or two addresses. */
final class ConnectionOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Connect as this config says.")
    private @Nullable Path config;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Instead of a config: where the broker is.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--registry-url",
            paramLabel = "URL",
            description = "Instead of a config: where the schema registry is.")
    private @Nullable String registryUrl;

    /**
     * Where to connect to.
     *
     * @throws UsageException unless either a config or both addresses were given
     */
    Connection connection() {
        boolean both = bootstrapServers != null || registryUrl != null;
        if (config != null && !both) {
            return Connection.of(MillraceConfig.load(config));
        }
        if (config == null && bootstrapServers != null && registryUrl != null) {
            return Connection.of(bootstrapServers, registryUrl);
        }
        throw new UsageException("expected either --config FILE, or --bootstrap-servers with --registry-url");
    }
}
