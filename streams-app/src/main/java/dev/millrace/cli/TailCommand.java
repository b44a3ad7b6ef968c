package dev.millrace.cli;

import dev.millrace.topic.TopicTail;
import dev.millrace.topic.TopicTail.From;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code millrace tail}. */
@Command(
        name = "tail",
        description = {
            "Prints the records of a topic as JSON, one per line.",
            "Values are decoded with the schema registry: dates and times as ISO 8601, bytes as base64, numbers that"
                    + " are not finite as strings. A value that cannot be decoded becomes"
                    + " {\"undecodable\": reason, \"base64\": bytes}."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace tail --config examples/flights.yaml flights-predictions | head",
            "  millrace tail --config examples/flights.yaml --committed --follow --with-metadata flights-loss-reports",
            "  millrace tail --bootstrap-servers 127.0.0.1:9092 --registry-url http://127.0.0.1:8081 --from 500 flights"
        })
final class TailCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "TOPIC", description = "The topic to read.")
    private String topic = "";

    @Option(
            names = "--committed",
            description = "Only records of committed transactions, as a consumer with read_committed sees them.")
    private boolean committed;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            defaultValue = "beginning",
            converter = FromConverter.class,
            description = "beginning (the default), end, or an offset, in every partition.")
    private From from = From.BEGINNING;

    @Option(names = "--max", paramLabel = "N", description = "Stop after N records.")
    private long max = Long.MAX_VALUE;

    @Option(
            names = {"-f", "--follow"},
            negatable = true,
            description = "Wait for more records at the end of the topic, until Ctrl-C. The default with --from end;"
                    + " otherwise the end of the topic ends the command.")
    private @Nullable Boolean follow;

    @Option(
            names = "--with-metadata",
            description = "Wrap each record: {\"partition\", \"offset\", \"timestamp\", \"key\", \"value\"}.")
    private boolean withMetadata;

    /** The hook is closed, not used: hence the suppressed warning. */
    @Override
    @SuppressWarnings("try")
    public Integer call() {
        if (max < 1) {
            throw new UsageException("--max: expected 1 or more, got " + max);
        }
        boolean following = follow != null ? follow : from.equals(From.END);
        TopicTail.Request request = new TopicTail.Request(topic, committed, from, max, following, withMetadata);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (TopicTail tail = new TopicTail(connection.connection(), request);
                CtrlC ctrlC = CtrlC.runs(tail::stop)) {
            // A closed pipe, as that of "| head", is the reader's way to say that it is enough.
            tail.run(lines -> {
                lines.forEach(out::println);
                return !out.checkError();
            });
        }
        return 0;
    }

    /** For {@code --from}. */
    static final class FromConverter implements ITypeConverter<From> {
        @Override
        public From convert(String text) {
            switch (text) {
                case "beginning":
                    return From.BEGINNING;
                case "end":
                    return From.END;
                default:
                    break;
            }
            if (!text.matches("[0-9]{1,18}")) {
                throw new TypeConversionException("expected beginning, end, or an offset, got '" + text + "'");
            }
            return new From(Long.parseLong(text));
        }
    }
}
