package dev.millrace.replay.source;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.Learner;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.ingest.RejectedEventException;
import dev.millrace.learn.LearnerFactory;
import dev.millrace.replay.ReplaySource;
import dev.millrace.replay.ReplayedEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;

/** What tests look at in the events of a source. */
final class SourceEvents {

    private SourceEvents() {}

    /** All that a source gives, copied out of the event that is used again. */
    record Seen(int partition, long offset, long timestampMillis, String key, String record) {

        static Seen of(ReplayedEvent event) {
            byte[] key = event.key();
            IndexedRecord record = event.record();
            return new Seen(
                    event.partition(),
                    event.offset(),
                    event.timestampMillis(),
                    key == null ? "" : new String(key, StandardCharsets.UTF_8),
                    record == null
                            ? "unreadable: " + event.fault()
                            : GenericData.get().toString(record));
        }
    }

    static List<Seen> of(ReplaySource source) throws IOException {
        List<Seen> seen = new ArrayList<>();
        source.read(event -> seen.add(Seen.of(event)));
        return seen;
    }

    /** The config's first learner, after it has learned the events of a source as a running one does. */
    static Learner learned(MillraceConfig config, ReplaySource source) throws IOException {
        Learner learner = LearnerFactory.create(config, config.learners().get(0).spec(), null, 0, Long.MAX_VALUE);
        ExampleReader example = new ExampleReader(config, new RowMap(config.recipe()), RowNames.NONE);
        source.read(event -> {
            try {
                example.read(Objects.requireNonNull(event.record()), event.timestampMillis());
            } catch (RejectedEventException e) {
                throw new AssertionError("expected events that can be used", e);
            }
            learner.process(example.features(), example.label(), example.weight(), example.eventTimeMillis());
            return true;
        });
        return learner;
    }

    /** Writes the header and the first rows of a gzipped file to another. */
    static String firstRows(Path gzip, int rows, Path to) throws IOException {
        try (BufferedReader text = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.UTF_8))) {
            return Files.write(to, text.lines().limit(rows + 1L).toList()).toString();
        }
    }
}
