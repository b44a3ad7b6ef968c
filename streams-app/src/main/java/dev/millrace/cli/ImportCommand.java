package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.file.ImportException;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.ingest.file.RecordReader;
import dev.millrace.ingest.file.TopicImporter;
import dev.millrace.ingest.file.TopicImporter.Summary;
import dev.millrace.topic.Connection;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace import}. */
@Command(
        name = "import",
        description = {
            "Sends the rows of a file to a topic as Avro records.",
            "CSV with a header line, JSON lines, libsvm (svmlight), each also gzip-compressed, or an Avro container file. The records'"
                    + " timestamps are those of sending; the events' own time stays a field."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace import --config examples/flights.yaml flights.csv.gz",
            "  millrace import --config my.yaml --schema event.avsc --key user --skip-bad events.jsonl",
            "  zcat rcv1.gz | millrace import --config rcv1.yaml --format libsvm --binary-labels -"
        })
final class ImportCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private ReadOptionsMixin reading = new ReadOptionsMixin();

    @Parameters(paramLabel = "INPUT", description = "The file, or - for standard input.")
    private String input = "";

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Another topic than the config's events topic.")
    private @Nullable String topic;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Partitions, if the topic has to be created (default: ${DEFAULT-VALUE}). Records are then never"
                            + " deleted (cleanup.policy=delete, retention.ms=-1).")
    private int partitions;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description = "Field whose value, as text, becomes the record's key; records have no key otherwise.")
    private @Nullable String key;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after N records.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--skip-bad",
            description =
                    "Leave out rows that do not fit, and tell at the end; otherwise the first one ends the import.")
    private boolean skipBad;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, ImportException {
        if (partitions < 1 || limit < 1) {
            throw new UsageException("--partitions and --limit: expected 1 or more");
        }
        MillraceConfig settings = config.load();
        String target = topic != null ? topic : settings.topics().events();
        ReadOptions options = reading.options(target);
        // The file first: a typo in its name shows at once, and creates no topic.
        try (RecordReader reader = RecordReader.open(input, options, this::note)) {
            if (key != null && reader.schema().getField(key) == null) {
                throw new UsageException("--key: there is no field '" + key + "' in " + reader.schema());
            }
            create(settings, target);
            return send(reader, Connection.of(settings), target);
        }
    }

    private void create(MillraceConfig settings, String target) {
        short replication = settings.topics().replicationFactor();
        TopicSpec topicSpec = TopicSpec.kept(target, partitions, replication);
        try (Topics topics = Topics.connect(settings.kafka())) {
            if (!topics.createMissing(List.of(topicSpec), this::note).isEmpty()) {
                note("created topic '" + target + "' with " + partitions + " partition" + (partitions == 1 ? "" : "s")
                        + ", cleanup.policy=delete and retention.ms=-1: its records are never deleted");
            }
        }
    }

    /** The hook is closed, not used: hence the suppressed warning. After it is closed, Ctrl-C ends the JVM at once. */
    @SuppressWarnings("try")
    private int send(RecordReader reader, Connection connection, String target) throws IOException, ImportException {
        TopicImporter.Request request = new TopicImporter.Request(key, limit, skipBad);
        try (TopicImporter importer = new TopicImporter(connection, target);
                CtrlC ctrlC = CtrlC.runs(importer::stop)) {
            Summary summary;
            try (ImportProgress progress = ImportProgress.start(target, err())) {
                summary = importer.run(reader, request, progress);
            }
            tellSkipped(summary);
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(json ? jsonOf(summary) : textOf(summary));
            out.flush();
            return summary.stopped() ? 1 : 0;
        }
    }

    private void tellSkipped(Summary summary) {
        if (summary.skipped() > 0) {
            note(summary.skipped() + " bad rows were left out"
                    + (summary.skipped() > 5 ? ", the first of them:" : ":"));
            summary.firstSkipped().forEach(row -> err().println("  " + row));
            err().flush();
        }
    }

    private static String textOf(Summary summary) {
        String offsets = summary.offsets().entrySet().stream()
                .map(entry -> "partition " + entry.getKey() + " offsets "
                        + entry.getValue().first() + " to " + entry.getValue().last())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%d records in %.1f s (%.0f/s) sent to topic '%s'%s%s",
                summary.records(),
                summary.elapsed().toNanos() / 1e9,
                summary.rate(),
                summary.topic(),
                offsets.isEmpty() ? "" : ": " + offsets,
                summary.stopped() ? " (stopped before the end of the file)" : "");
    }

    private static String jsonOf(Summary summary) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("topic", summary.topic());
            generator.writeNumberField("records", summary.records());
            generator.writeNumberField("skipped", summary.skipped());
            generator.writeNumberField("seconds", summary.elapsed().toMillis() / 1e3);
            generator.writeNumberField("recordsPerSecond", Math.round(summary.rate()));
            generator.writeBooleanField("stopped", summary.stopped());
            generator.writeArrayFieldStart("partitions");
            for (var entry : summary.offsets().entrySet()) {
                generator.writeStartObject();
                generator.writeNumberField("partition", entry.getKey());
                generator.writeNumberField("firstOffset", entry.getValue().first());
                generator.writeNumberField("lastOffset", entry.getValue().last());
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        return text.toString();
    }

    private void note(String text) {
        err().println("note: " + text);
        err().flush();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
