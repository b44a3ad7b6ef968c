package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. A subcommand is a class of its own in the list below; it writes results to {@code getOut()} of its
 * command line, everything else to {@code getErr()}, and throws what goes wrong: {@link Failure} makes a message and an
 * exit code of it (0 done, 1 failed, 2 wrong usage or config, 3 for a query that finds nobody to ask).
 */
@Command(
        name = "millrace",
        description = "Learns from event streams inside Kafka Streams.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage or config", "3:nobody to query"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace demo",
            "  millrace broker --data data",
            "  millrace import --config examples/flights.yaml flights.csv.gz",
            "  millrace tail --config examples/flights.yaml flights-predictions",
            "  millrace query top champion",
            "",
            "millrace bench --help tells of the benchmarks, which are no part of the product.",
            "millrace COMMAND --help tells more about a command."
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ImportCommand.class,
            TailCommand.class,
            QuarantineCommand.class,
            QueryCommand.class,
            TopologyCommand.class,
            ReplayCommand.class,
            VerifyCommand.class,
            BrokerCommand.class,
            SelfcheckCommand.class
        })
public final class Millrace implements Runnable {

    private static final int HELP_COLUMNS = 110;

    @Spec
    private @Nullable CommandSpec spec;

    private boolean verbose;

    /** Lets every command be verbose, wherever the option stands. */
    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log what is done, and show stack traces.")
    void setVerbose(boolean verbose) {
        this.verbose = verbose;
        if (verbose) {
            Logging.verbose();
        }
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        CommandSpec known = Objects.requireNonNull(spec);
        throw new CommandLine.ParameterException(
                known.commandLine(),
                "which command? There are "
                        + String.join(", ", known.subcommands().keySet()));
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().setOut(standardOutput()).execute(arguments));
    }

    /** Not System.out, which swallows errors: a command that prints much has to notice that nobody reads any more. */
    private static PrintWriter standardOutput() {
        return new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8)));
    }

    /** The command line with all its settings, for {@link #main} and for tests. */
    static CommandLine commandLine() {
        Millrace millrace = new Millrace();
        return new CommandLine(millrace)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setParameterExceptionHandler(new UsageError())
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> Failure.of(e).report(command, millrace.verbose, e));
    }
}
