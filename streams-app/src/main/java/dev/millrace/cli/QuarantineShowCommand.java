package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.topic.Connection;
import dev.millrace.topic.QuarantineReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace quarantine show}. */
@Command(
        name = "show",
        description = {
            "Shows all of one quarantined event: reason, source, headers, key and bytes, and the record that they"
                    + " decode to, if they do.",
            "With --json, key, values of headers and bytes are base64."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace quarantine show --config examples/flights.yaml 42",
            "  millrace quarantine show --config examples/flights.yaml --json 42"
        })
final class QuarantineShowCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "OFFSET", description = "Its offset in the quarantine topic, as list says.")
    private long offset;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (offset < 0) {
            throw new UsageException("OFFSET: expected 0 or more, got " + offset);
        }
        MillraceConfig settings = config.load();
        QuarantinedEvent event;
        try (QuarantineReader reader = new QuarantineReader(settings)) {
            event = reader.get(offset);
        }
        QuarantineDetail detail;
        try (Deserializer<Object> deserializer = Connection.of(settings).valueDeserializer()) {
            detail = QuarantineDetail.of(offset, event, deserializer);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(detail.json());
        } else {
            detail.lines(settings.topics().quarantine()).forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
