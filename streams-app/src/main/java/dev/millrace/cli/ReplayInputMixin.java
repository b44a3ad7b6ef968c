package dev.millrace.cli;

import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.file.RecordReader;
import dev.millrace.replay.ReplaySource;
import dev.millrace.replay.source.FileSource;
import dev.millrace.replay.source.TopicRange;
import dev.millrace.replay.source.TopicSource;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which events are replayed. */
final class ReplayInputMixin {

    @Parameters(
            arity = "0..1",
            paramLabel = "INPUT",
            description = "A file to replay instead of a topic, or - for standard input; no broker is asked then.")
    private @Nullable String file;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description =
                    "Another topic than the config's events topic. If that has several partitions, the sequence topic"
                            + " has the order that the application learned in.")
    private @Nullable String topic;

    @Option(
            names = "--from",
            paramLabel = "FROM",
            description = "First event: an offset, or a time such as 2001-03-01 or 2001-03-01T12:00:00Z.")
    private @Nullable String from;

    @Option(
            names = "--until",
            paramLabel = "UNTIL",
            description = "Last event, which is replayed too: an offset, or a time.")
    private @Nullable String until;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description =
                    "Field of a file's rows that is their key, for --holdout; otherwise the number of the row is.")
    private @Nullable String key;

    @Mixin
    private ReadOptionsMixin reading = new ReadOptionsMixin();

    /**
     * Opens it.
     *
     * @param epochs how often it will be read
     * @throws UsageException if the options do not fit together
     */
    ReplaySource open(MillraceConfig config, int epochs, Consumer<String> notes) throws IOException {
        if (file == null) {
            if (key != null) {
                throw new UsageException("--key: is for files; the records of a topic have their keys");
            }
            return new TopicSource(config, topic, range(config), notes);
        }
        if (topic != null || from != null || until != null) {
            throw new UsageException("--topic, --from and --until: are for topics; a file is replayed as a whole");
        }
        FileSource source = new FileSource(file, reading.options("Event"), key, notes);
        if (epochs > 1 && !source.canBeReadAgain()) {
            source.close();
            throw new UsageException("--epochs: " + (file.equals(RecordReader.STANDARD_INPUT) ? "standard input" : file)
                    + " can be read only once; store it in a file first");
        }
        return source;
    }

    private TopicRange range(MillraceConfig config) {
        try {
            return TopicRange.parse(from, until, config.recipe().zone());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
