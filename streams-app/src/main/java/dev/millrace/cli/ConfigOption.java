package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config FILE}, to be mixed into every command that needs one. */
final class ConfigOption {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The config file; examples/flights.yaml shows how one looks.")
    private @Nullable Path file;

    /** The file that was named. */
    Path file() {
        return Objects.requireNonNull(file, "picocli insists on it");
    }

    /**
     * Reads the file.
     *
     * @throws dev.millrace.config.ConfigException with all that is wrong
     */
    MillraceConfig load() {
        return MillraceConfig.load(file());
    }
}
