package dev.millrace.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace quarantine}. */
@Command(
        name = "quarantine",
        description = "Shows events that could not be used, and why. They changed no model.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        subcommands = {QuarantineListCommand.class, QuarantineShowCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace quarantine list --config examples/flights.yaml --limit 10 --stage label",
            "  millrace quarantine show --config examples/flights.yaml 42",
        })
final class QuarantineCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "which command? There are list, show");
    }
}
