package dev.millrace.cli;

import dev.millrace.app.MillraceServer;
import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.file.ImportException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        description = {
            "Learns from 300,000 real flights on a real broker, and shows what it learned.",
            "Starts a broker of its own, imports the flights, and does what 'run' does with examples/flights.yaml. Stays up"
                    + " until Ctrl-C, so that you can ask it; leaves nothing behind."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  millrace demo", "  millrace demo --events 50000 --exit --json"})
final class DemoCommand implements Callable<Integer> {

    /** How soon Ctrl-C is noticed. */
    private static final Duration LOOK = Duration.ofMillis(100);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--events", paramLabel = "N", description = "Only the first N flights (default: all 300,000).")
    private long events = Long.MAX_VALUE;

    @Option(names = "--exit", description = "End after the table, without waiting for Ctrl-C.")
    private boolean exit;

    @Option(names = "--json", description = "Print the result as one JSON object and nothing else.")
    private boolean json;

    /** The hook is closed, not used: hence the suppressed warning. */
    @Override
    @SuppressWarnings("try")
    public Integer call() throws IOException, ImportException, InterruptedException {
        if (events < 1) {
            throw new UsageException("--events: expected 1 or more");
        }
        Path home = home();
        // The state directory is a temporary one on purpose.
        Logging.quiet("org.apache.kafka.streams.processor.internals.StateDirectory");
        AtomicBoolean stop = new AtomicBoolean();
        try (CtrlC ctrlC = CtrlC.runs(() -> stop.set(true));
                TemporaryDirectory directory = TemporaryDirectory.create("millrace-demo")) {
            say("starting a broker ...");
            try (BrokerProcess broker = BrokerProcess.start(directory.path().resolve("broker"))) {
                MillraceConfig config = DemoFlights.config(home, broker, directory.path());
                long imported = DemoFlights.load(home, config, events, stop, err());
                learn(config, imported, stop);
            }
        }
        return stop.get() && exit ? 1 : 0;
    }

    private void learn(MillraceConfig config, long imported, AtomicBoolean stop)
            throws IOException, InterruptedException {
        if (stop.get()) {
            return;
        }
        try (MillraceServer server = MillraceServer.start(config, this::say)) {
            Duration elapsed = new DemoProgress(server, imported, err()).untilLearned(stop);
            if (stop.get()) {
                return;
            }
            DemoReport report = DemoReport.of(server, imported, elapsed);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            if (json) {
                out.println(report.toJson());
            } else {
                report.toText().forEach(out::println);
            }
            out.flush();
            if (!exit) {
                say("");
                say("Watch it: " + server.url() + "/    Ask it: " + server.url() + "/learners");
                say("Ctrl-C ends the demo and leaves nothing behind.");
            }
            while (!exit && !stop.get()) {
                if (server.app().awaitStop(LOOK)) {
                    throw new StoppedException(server.app().failure());
                }
            }
        }
    }

    private static Path home() throws IOException {
        Path home = Path.of(System.getProperty("millrace.home", "."));
        if (!Files.isRegularFile(home.resolve(DemoFlights.CONFIG))) {
            throw new IOException("the demo needs " + DemoFlights.CONFIG + " of Millrace's source tree; start it with"
                    + " ./millrace from there");
        }
        return home;
    }

    private void say(String text) {
        err().println(text);
        err().flush();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
