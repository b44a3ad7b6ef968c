package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.topic.QuarantineReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace quarantine list}. */
@Command(
        name = "list",
        description = {
            "Lists quarantined events, the newest last, and counts all of them by stage and reason.",
            "OFFSET is the one in the quarantine topic, for millrace quarantine show. SOURCE is where the event came"
                    + " from: topic-partition@offset. On a terminal, reasons are cut to its width."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace quarantine list --config examples/flights.yaml",
            "  millrace quarantine list --config examples/flights.yaml --stage decode --json"
        })
final class QuarantineListCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "List the newest N; all are counted (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "Only events that stopped there: ${COMPLETION-CANDIDATES}.")
    private @Nullable QuarantineStage stage;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new UsageException("--limit: expected 1 or more, got " + limit);
        }
        MillraceConfig settings = config.load();
        QuarantineTable table = new QuarantineTable(settings.topics().quarantine(), limit);
        CommandSpec known = Objects.requireNonNull(spec);
        PrintWriter err = known.commandLine().getErr();
        try (QuarantineReader reader = new QuarantineReader(settings)) {
            reader.forEach(
                    (offset, event) -> {
                        if (stage == null || event.getStage() == stage) {
                            table.add(offset, event);
                        }
                    },
                    note -> err.println("note: " + note));
        }
        err.flush();
        PrintWriter out = known.commandLine().getOut();
        if (json) {
            out.println(table.json());
        } else {
            table.lines(Terminal.columns(), stage).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
