package dev.millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace broker}. */
@Command(
        name = "broker",
        description = {
            "Runs a Kafka broker with a schema registry for development, on 127.0.0.1, until Ctrl-C.",
            "Topics and schemas stay in the data directory. Not for production."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace broker --data data",
            "  millrace broker --data data --port 0 --registry-port 0    takes free ports"
        })
final class BrokerCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where topics and schemas are kept.")
    private Path data = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port of the broker, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--registry-port",
            paramLabel = "N",
            defaultValue = "8081",
            description = "Port of the registry, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int registryPort;

    /** The hook is closed, not used: hence the suppressed warning. */
    @Override
    @SuppressWarnings("try")
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        AtomicBoolean told = new AtomicBoolean();
        try (BrokerProcess broker = BrokerProcess.start(data, port, registryPort)) {
            ProcessHandle child = ProcessHandle.of(broker.pid()).orElseThrow();
            // The child takes no notice of Ctrl-C; it ends when it is told to.
            Runnable stop = () -> {
                told.set(true);
                child.destroy();
            };
            try (CtrlC ctrlC = CtrlC.runs(stop)) {
                out.println("bootstrap.servers: " + broker.bootstrapServers());
                out.println("schema.registry.url: " + broker.registryUrl());
                out.flush();
                child.onExit().join();
            }
        }
        if (!told.get()) {
            throw new IOException("the broker ended by itself; its last words are in " + data.resolve("broker.log"));
        }
        return 0;
    }
}
