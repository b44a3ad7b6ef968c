package dev.millrace.cli;

import dev.millrace.app.MillraceServer;
import dev.millrace.config.MillraceConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace run}. */
@Command(
        name = "run",
        description = {
            "Learns from the events topic, and answers queries over HTTP, until Ctrl-C.",
            "Topics that are missing are created. What was learned is in the state directory and in changelog topics: a"
                    + " restart goes on from the last commit."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  millrace run --config examples/flights.yaml"})
final class RunCommand implements Callable<Integer> {

    /** How soon Ctrl-C is noticed. */
    private static final Duration LOOK = Duration.ofMillis(100);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    /** The hook is closed, not used: hence the suppressed warning. */
    @Override
    @SuppressWarnings("try")
    public Integer call() throws IOException, InterruptedException {
        MillraceConfig settings = config.load();
        AtomicBoolean stop = new AtomicBoolean();
        try (CtrlC ctrlC = CtrlC.runs(() -> stop.set(true));
                MillraceServer server = MillraceServer.start(settings, note -> say("note: " + note))) {
            say("learning from topic '" + settings.topics().events() + "'; queries at " + server.url()
                    + "; Ctrl-C ends it");
            boolean stopped = false;
            while (!stop.get() && !stopped) {
                stopped = server.app().awaitStop(LOOK);
            }
            if (stopped) {
                throw new StoppedException(server.app().failure());
            }
            return 0;
        }
    }

    private void say(String text) {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        err.println(text);
        err.flush();
    }
}
