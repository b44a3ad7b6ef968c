package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.Poison;
import dev.millrace.testing.PoisonedStream;
import dev.millrace.testing.PoisonedStream.Event;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on a real broker, in a stream of which 5 % is poison; and what the command line shows of that. */
class PoisonIT {

    /** An event of a million features has 5 MB. */
    private static final int EVENT_BYTES = 8 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(folder);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void shouldLearnFromWhatIsValidAndShowTheRestWhenFivePercentArePoison() throws Exception {
        MillraceConfig poisoned = config("poisoned");
        MillraceConfig clean = config("clean");
        List<Event> events = events(poisoned, 4 * Poison.values().length);
        List<Event> valid = events.stream().filter(Event::isValid).toList();
        List<ModelHeader> headers = learned(poisoned, events, 1);
        List<ModelHeader> expected = learned(clean, valid, 1);

        assertSame(headers, expected);
        assertThat(predictions(poisoned)).isEqualTo(predictions(clean)).hasSize(headers.size() * valid.size());
        long labeled = valid.stream().filter(Event::isLabeled).count();
        assertThat(headers.get(0).getStep()).isEqualTo(labeled);
        assertThat(headers)
                .allSatisfy(header -> assertThat(header.getExamples()).isEqualTo(labeled));
        assertThat(cluster.committed(clean.topics().quarantine())).isEmpty();

        List<Event> invalid = events.stream().filter(event -> !event.isValid()).toList();
        JsonNode listed = json("quarantine", "list", "-c", file("poisoned"), "--json", "--limit", "1000");
        assertThat(listed.get("count").asInt()).isEqualTo(invalid.size());
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < invalid.size(); i++) {
            Event event = invalid.get(i);
            JsonNode found = listed.get("events").get(i);
            assertThat(found.at("/source/offset").asInt()).isEqualTo(events.indexOf(event));
            assertThat(found.get("stage").asText())
                    .isEqualTo(event.poison().stage().name());
            assertThat(found.get("reason").asText()).startsWith(event.poison().reason());
            assertThat(found.get("learner").isNull()).isTrue();
            offsets.add(found.get("offset").asLong());
        }
        assertShown(invalid, offsets);
    }

    /** Beside it, the sequence topic has the mark of where an event came from, and must have room for it. */
    @Test
    void shouldGoOnWhenAnEventOfSeveralPartitionsIsAsLargeAsItsTopicTakes() throws Exception {
        MillraceConfig config = config("sequenced");
        cluster.createEvents(config, 2);
        byte[] large = new byte[1_048_500];
        // Nothing in it can be compressed away, and it is no Avro.
        new Random(1).nextBytes(large);
        large[0] = 1;
        List<byte[]> values = new ArrayList<>();
        values.add(large);
        events(config, 1).stream().filter(Event::isValid).map(Event::bytes).forEach(values::add);
        cluster.sendBytes(config, values, 0);

        List<ModelHeader> headers = AppRun.until(config, header -> header.getOffset() == values.size() - 1);
        assertThat(headers.get(0).getExamples()).isGreaterThan(15);
        assertThat(cluster.committed(config.topics().quarantine())).hasSize(1);
    }

    /** The quarantine topic was created by somebody else, and takes less than the events topic. */
    @Test
    void shouldKeepTheBeginningWhenTheQuarantineTopicHasNoRoomForTheWhole() throws Exception {
        MillraceConfig config = config("narrow");
        cluster.createTopic(config.topics().quarantine(), 1);
        byte[] large = new byte[3 << 20];
        new Random(1).nextBytes(large);
        large[0] = 1;
        cluster.createLargeEvents(config, 1, EVENT_BYTES);
        cluster.sendBytes(config, List.of(large), 0);
        AppRun.until(config, header -> header.getOffset() == 0);

        JsonNode shown = json("quarantine", "show", "-c", file("narrow"), "--json", "0");
        assertThat(shown.get("value").binaryValue()).hasSizeBetween(1_000_000, 1_048_000);
        assertThat(shown.get("value").binaryValue())
                .isEqualTo(Arrays.copyOf(large, shown.get("value").binaryValue().length));
        assertThat(shown.get("reason").asText())
                .contains("; the value has 3,145,728 bytes, of which the first ")
                .endsWith("The event is whole at its source");
    }

    private static List<ModelHeader> learned(MillraceConfig config, List<Event> events, int partitions)
            throws Exception {
        cluster.createLargeEvents(config, partitions, EVENT_BYTES);
        cluster.sendBytes(config, values(events), 0);
        return AppRun.until(config, header -> header.getOffset() == events.size() - 1);
    }

    /** Each event may be null, which a stream's list refuses. */
    private static List<byte[]> values(List<Event> events) {
        List<byte[]> values = new ArrayList<>();
        events.forEach(event -> values.add(event.bytes()));
        return values;
    }

    private static List<Event> events(MillraceConfig config, int poisoned) {
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(config.registry(), false);
            return PoisonedStream.of(poisoned, 9, event -> serializer.serialize(subject(event), event));
        }
    }

    /** One for each schema, because the registry would not take what is incompatible into the subject of the topic. */
    private static String subject(GenericRecord event) {
        return "poison-" + Long.toHexString(SchemaNormalization.parsingFingerprint64(event.getSchema()));
    }

    private static void assertSame(List<ModelHeader> headers, List<ModelHeader> expected) {
        assertThat(headers).hasSameSizeAs(expected);
        IntStream.range(0, headers.size()).forEach(i -> {
            assertThat(headers.get(i).getLearner()).isEqualTo(expected.get(i).getLearner());
            assertThat(headers.get(i).getDigest()).isEqualTo(expected.get(i).getDigest());
            assertThat(headers.get(i).getStep()).isEqualTo(expected.get(i).getStep());
            assertThat(headers.get(i).getState()).isEqualTo(expected.get(i).getState());
        });
    }

    /** Without the offsets, which differ. */
    private static List<Prediction> predictions(MillraceConfig config) {
        List<Prediction> predictions = cluster.committed(config, config.topics().predictions(), Prediction.class);
        predictions.forEach(prediction -> prediction.setSourceOffset(0));
        return predictions;
    }

    /** One of each kind. */
    private static void assertShown(List<Event> invalid, List<Long> offsets) throws Exception {
        Set<Poison> shown = EnumSet.noneOf(Poison.class);
        for (int i = 0; i < invalid.size(); i++) {
            Event event = invalid.get(i);
            if (shown.add(event.poison())) {
                JsonNode found =
                        json("quarantine", "show", "-c", file("poisoned"), "--json", Long.toString(offsets.get(i)));
                assertThat(found.get("reason").asText())
                        .startsWith(event.poison().reason());
                assertThat(found.get("value").isNull()).isEqualTo(event.bytes() == null);
                assertThat(event.bytes() == null ? null : found.get("value").binaryValue())
                        .as(event.poison().name())
                        .isEqualTo(event.bytes());
            }
        }
        assertThat(shown).hasSize((int) EnumSet.allOf(Poison.class).stream()
                .filter(kind -> !kind.isValid())
                .count());
    }

    private static JsonNode json(String... arguments) throws IOException {
        Run run = Run.of(arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return JSON.readTree(run.out());
    }

    private static MillraceConfig config(String application) throws IOException {
        return MillraceConfig.load(Path.of(file(application)));
    }

    private static String file(String application) throws IOException {
        Path file = folder.resolve(application + ".yaml");
        return Files.writeString(
                        file,
                        PoisonedStream.yaml(
                                application,
                                cluster.bootstrapServers(),
                                cluster.registryUrl(),
                                folder.resolve("state-" + application).toString()))
                .toString();
    }
}
