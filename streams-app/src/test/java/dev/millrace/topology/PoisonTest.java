package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.learn.Surroundings;
import dev.millrace.outage.RegistryWait;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.state.FeatureNames;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.Poison;
import dev.millrace.testing.PoisonedStream;
import dev.millrace.testing.PoisonedStream.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream with 5 % of poison of all kinds: what is invalid is in quarantine, once and whole, and learners, predictions,
 * reports and names are those of the stream without it; what is odd but valid is learned from.
 */
class PoisonTest {

    /** So large that an event of a million features fits. */
    private static final int QUARANTINE_BYTES = 16 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLearnFromWhatIsValidAndQuarantineTheRestWhenFivePercentArePoison(long seed) {
        try (LearningDriver poisoned = driver("poisoned");
                LearningDriver clean = driver("clean")) {
            List<Event> events = PoisonedStream.of(3 * Poison.values().length, seed, poisoned::encode);
            events.forEach(event -> poisoned.sendBytes(event.bytes()));
            // In a registry of its own, whose schemas have the same ids, as they come in the same order.
            List<Event> valid = PoisonedStream.of(3 * Poison.values().length, seed, clean::encode).stream()
                    .filter(Event::isValid)
                    .toList();
            valid.forEach(event -> clean.sendBytes(event.bytes()));

            assertQuarantined(poisoned, events);
            assertThat(clean.quarantined()).isEmpty();
            assertSame(poisoned, clean);
            assertThat(poisons(valid)).hasSize(6);
            long labeled = valid.stream().filter(Event::isLabeled).count();
            assertThat(poisoned.header("single").getStep()).isEqualTo(labeled);
            assertThat(poisoned.header("batched").getStep()).isEqualTo(labeled / 32);
            for (LearnerConfig learner : poisoned.config().learners()) {
                assertThat(poisoned.header(learner.name()).getExamples()).isEqualTo(labeled);
                assertThat(poisoned.header(learner.name()).getOffset()).isEqualTo(events.size() - 1);
            }
        }
    }

    /** What a flipped bit makes of an event, nobody knows: whatever was quarantined has left no trace. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLeaveNoTraceOfWhatItQuarantinesWhenBitsFlip(long seed) {
        try (LearningDriver poisoned = driver("flipped");
                LearningDriver clean = driver("unflipped")) {
            List<Event> events = PoisonedStream.of(30, seed, poisoned::encode);
            PoisonedStream.of(30, seed, clean::encode);
            SplittableRandom random = new SplittableRandom(seed);
            List<byte[]> flipped = events.stream()
                    .filter(event -> event.poison() == null)
                    .map(event -> flipped(event.bytes(), random))
                    .toList();
            flipped.forEach(poisoned::sendBytes);

            List<QuarantinedEvent> quarantined = LearningDriver.values(poisoned.quarantined());
            Set<Integer> refused = quarantined.stream()
                    .map(event -> (int) event.getSourceOffset())
                    .collect(Collectors.toSet());
            assertThat(refused).hasSize(quarantined.size()).hasSizeBetween(20, 200);
            assertThat(quarantined)
                    .allSatisfy(event -> assertThat(event.getLearner()).isNull());
            IntStream.range(0, flipped.size())
                    .filter(i -> !refused.contains(i))
                    .forEach(i -> clean.sendBytes(flipped.get(i)));
            assertThat(clean.quarantined()).isEmpty();
            assertSame(poisoned, clean);
        }
    }

    @Test
    void shouldKeepTheBeginningWhenAQuarantinedEventIsLargerThanARecordMayBe() {
        MillraceConfig config = config("large");
        int limit = 100_000;
        try (LearningDriver driver = new LearningDriver(config, topology(config, limit))) {
            byte[] large = new byte[120_000];
            large[0] = 1;
            large[1] = 5;
            byte[] whole = Arrays.copyOf(large, 91_000);
            driver.sendBytes(large);
            driver.sendBytes(whole);

            List<QuarantinedEvent> quarantined = LearningDriver.values(driver.quarantined());
            assertThat(quarantined).hasSize(2);
            QuarantinedEvent cut = quarantined.get(0);
            assertThat(cut.getValue()).isEqualTo(ByteBuffer.wrap(large, 0, 91_718));
            assertThat(cut.getReason())
                    .startsWith("Expected magic byte 0x00, found 0x01. ")
                    .endsWith("; the value has 120,000 bytes, of which the first 91,718 are here, because a quarantined"
                            + " record may have 100,000 in all. The event is whole at its source");
            assertThat(quarantined.get(1).getValue()).isEqualTo(ByteBuffer.wrap(whole));
            assertThat(quarantined.get(1).getReason()).endsWith("or was damaged.");
        }
    }

    private static Topology topology(MillraceConfig config, int quarantineBytes) {
        return LearningTopology.build(
                config,
                1,
                new Surroundings(learner -> false, RegistryWait.none(), quarantineBytes, new ProgressBoard()));
    }

    private LearningDriver driver(String application) {
        MillraceConfig config = config(application);
        return new LearningDriver(config, topology(config, QUARANTINE_BYTES));
    }

    private MillraceConfig config(String application) {
        return PoisonedStream.config(
                application,
                "127.0.0.1:1",
                "mock://" + application + folder.getFileName(),
                folder.resolve(application).toString());
    }

    private static byte[] flipped(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        // Not in the id of the schema, which would hide what is behind it.
        int bit = 8 * 5 + random.nextInt(8 * (bytes.length - 5));
        if (random.nextInt(2) == 0) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        return bytes;
    }

    private static void assertQuarantined(LearningDriver driver, List<Event> events) {
        List<Integer> invalid = IntStream.range(0, events.size())
                .filter(i -> !events.get(i).isValid())
                .boxed()
                .toList();
        List<QuarantinedEvent> quarantined = LearningDriver.values(driver.quarantined());
        assertThat(quarantined)
                .extracting(event -> (int) event.getSourceOffset())
                .containsExactlyElementsOf(invalid);
        for (QuarantinedEvent found : quarantined) {
            Event event = events.get((int) found.getSourceOffset());
            assertThat(found.getStage())
                    .as(event.poison().name())
                    .isEqualTo(event.poison().stage());
            assertThat(found.getReason()).startsWith(event.poison().reason());
            assertThat(found.getValue()).isEqualTo(event.bytes() == null ? null : ByteBuffer.wrap(event.bytes()));
            assertThat(found.getLearner()).isNull();
        }
    }

    private static void assertSame(LearningDriver poisoned, LearningDriver clean) {
        for (LearnerConfig learner : poisoned.config().learners()) {
            ModelHeader expected = clean.header(learner.name());
            ModelHeader actual = poisoned.header(learner.name());
            assertThat(actual.getDigest()).as(learner.name()).isEqualTo(expected.getDigest());
            assertThat(actual.getParameterDigest()).isEqualTo(expected.getParameterDigest());
            assertThat(actual.getStep()).isEqualTo(expected.getStep());
            assertThat(actual.getState()).isEqualTo(expected.getState());
        }
        assertThat(predictions(poisoned)).isEqualTo(predictions(clean)).isNotEmpty();
        assertThat(reports(poisoned)).isEqualTo(reports(clean)).isNotEmpty();
        assertThat(names(poisoned)).isEqualTo(names(clean)).isNotEmpty();
    }

    /** Without the offsets, which differ. */
    private static List<Prediction> predictions(LearningDriver driver) {
        List<Prediction> predictions = LearningDriver.values(driver.predictions());
        predictions.forEach(prediction -> prediction.setSourceOffset(0));
        return predictions;
    }

    private static List<LossReport> reports(LearningDriver driver) {
        List<LossReport> reports = LearningDriver.values(driver.lossReports());
        reports.forEach(report -> {
            report.setOffset(0);
            report.setTopic("");
        });
        return reports;
    }

    private static Map<Bytes, String> names(LearningDriver driver) {
        KeyValueStore<Bytes, byte[]> store = driver.streams().getKeyValueStore(FeatureNames.STORE);
        Map<Bytes, String> names = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(name -> names.put(name.key, new String(name.value, StandardCharsets.UTF_8)));
        }
        return names;
    }

    private static Set<Poison> poisons(List<Event> events) {
        Set<Poison> kinds = EnumSet.noneOf(Poison.class);
        events.stream().filter(event -> event.poison() != null).forEach(event -> kinds.add(event.poison()));
        return kinds;
    }
}
