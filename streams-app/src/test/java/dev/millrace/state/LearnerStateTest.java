package dev.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.learn.StartRefusedException;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.LearningDriver;
import dev.millrace.testing.ResumedTopology;
import dev.millrace.testing.SavedLearner;
import dev.millrace.testing.TestConfigs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner's records in its store: they hold all of it, whatever its size, and damage to them is found out. */
class LearnerStateTest {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(150, 51);
    private static final String ADVICE = ". If the disk is at fault, stop this instance and delete its state directory"
            + " (kafka.state.dir): the store is then restored from its changelog. If that does not help, the changelog"
            + " has the same damage: learn anew under another application name";

    @TempDir
    Path folder;

    @Test
    void shouldGoOnExactlyWhenOpenedOnWhatAnotherLeftInTheMiddleOfAMicroBatch() {
        MillraceConfig whole = TestConfigs.flights("whole", folder, FlightConfigs.TWO_LEARNERS);
        MillraceConfig first = TestConfigs.flights("first", folder, FlightConfigs.TWO_LEARNERS);
        MillraceConfig second = TestConfigs.flights("second", folder, FlightConfigs.TWO_LEARNERS);
        try (LearningDriver expected = new LearningDriver(whole);
                LearningDriver before = new LearningDriver(first)) {
            expected.send(FLIGHTS);
            before.send(FLIGHTS.subList(0, 77));
            // 77 is no multiple of the challenger's batch of 32.
            try (LearningDriver after = new LearningDriver(
                    second,
                    ResumedTopology.of(
                            second,
                            Map.of("champion", before.saved("champion"), "challenger", before.saved("challenger"))))) {
                after.send(FLIGHTS.subList(77, 150));

                assertSame(after.header("champion"), expected.header("champion"));
                assertSame(after.header("challenger"), expected.header("challenger"));
                assertThat(scores(after)).isEqualTo(scores(expected).subList(2 * 77, 2 * 150));
            }
        }
    }

    @Test
    void shouldContinueTheHeaderWhenAnOpenBatchIsLargeAndShrinkItWhenTheBatchCloses() {
        MillraceConfig config = wide("wide");
        List<GenericRecord> events = wideEvents(41);
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(events.subList(0, 39));
            ModelHeader open = driver.header("only");
            assertThat(open.getOverflow()).isEqualTo(2);
            assertThat(open.getState().remaining()).isBetween(1024 * 1024 + 1, 3 * 512 * 1024);
            assertThat(continuations(driver))
                    .contains("0 524296", "1 " + (open.getState().remaining() - 1048576 + 8));

            MillraceConfig resumed = wide("wide-resumed");
            SavedLearner saved = driver.saved("only");
            driver.send(events.subList(39, 41));
            assertThat(driver.header("only").getStep()).isEqualTo(1);
            assertThat(driver.header("only").getOverflow()).isZero();
            assertThat(continuations(driver)).containsExactly("0 deleted", "1 deleted");

            try (LearningDriver after =
                    new LearningDriver(resumed, ResumedTopology.of(resumed, Map.of("only", saved)))) {
                after.send(events.subList(39, 41));
                assertSame(after.header("only"), driver.header("only"));
                assertThat(after.header("only").getOverflow()).isZero();
                assertThat(continuations(after)).endsWith("0 deleted", "1 deleted");
            }
        }
    }

    @Test
    void shouldLearnTheSameWhenTheModelIsLargerThanItsMemory() {
        MillraceConfig roomy = TestConfigs.flights("roomy", folder, FlightConfigs.TWO_LEARNERS);
        MillraceConfig tight =
                TestConfigs.withWorkingSet(TestConfigs.flights("tight", folder, FlightConfigs.TWO_LEARNERS), 2 * 1024);
        try (LearningDriver expected = new LearningDriver(roomy);
                LearningDriver driver = new LearningDriver(tight)) {
            expected.send(FLIGHTS);
            headersWritten(expected, "challenger");
            driver.send(FLIGHTS);

            assertSame(driver.header("champion"), expected.header("champion"));
            assertSame(driver.header("challenger"), expected.header("challenger"));
            assertThat(scores(driver)).isEqualTo(scores(expected));
            assertThat(driver.saved("challenger").blocks().size() * 16L * 3 * 4).isGreaterThan(10 * 2 * 1024);
            // Closing a batch of 32 changes more than fits: that was written before the commit, and again at it.
            assertThat(headersWritten(driver, "challenger")).isEqualTo(150 + 4);
        }
    }

    @Test
    void shouldStopAndSayHowToGoOnWhenABlockIsDamaged() {
        MillraceConfig config =
                TestConfigs.withWorkingSet(TestConfigs.flights("damaged", folder, FlightConfigs.TWO_LEARNERS), 1);
        LearningDriver driver = new LearningDriver(config);
        try (driver) {
            driver.send(FLIGHTS.subList(0, 50));
            SavedLearner saved = driver.saved("champion");
            saved.blocks().forEach((block, bytes) -> {
                bytes[bytes.length - 1] ^= 1;
                driver.store("champion").model().write(block, bytes);
            });

            assertThatThrownBy(() -> driver.send(FLIGHTS.get(50))).satisfies(e -> {
                Throwable corrupt = causes(e)
                        .filter(CorruptStateException.class::isInstance)
                        .findFirst()
                        .orElseThrow();
                assertThat(corrupt.getMessage())
                        .matches("store learner-champion: parameter block \\d+: expected checksum [0-9a-f]{16}, found"
                                + " [0-9a-f]{16}\\Q" + ADVICE + "\\E");
            });
        }
    }

    @Test
    void shouldRefuseToOpenAStateThatIsNotThatOfItsHeader() {
        MillraceConfig config = TestConfigs.flights("digest", folder, FlightConfigs.TWO_LEARNERS);
        SavedLearner saved = saved(config);
        saved.header().setDigest(0x123);
        assertThatThrownBy(() -> new LearningDriver(config, ResumedTopology.of(config, Map.of("champion", saved))))
                .satisfies(e -> assertThat(causes(e).map(Throwable::getMessage))
                        .anySatisfy(message -> assertThat(message)
                                .startsWith("store learner-champion: learner state: expected digest 0000000000000123,"
                                        + " found ")
                                .endsWith(ADVICE)));
    }

    @Test
    void shouldRefuseToOpenAStateThatIsCutShort() {
        MillraceConfig config = TestConfigs.flights("cut", folder, FlightConfigs.TWO_LEARNERS);
        SavedLearner saved = saved(config);
        ByteBuffer state = saved.header().getState();
        byte[] cut = new byte[state.remaining() - 1];
        state.duplicate().get(cut);
        saved.header().setState(ByteBuffer.wrap(cut));
        assertThatThrownBy(() -> new LearningDriver(config, ResumedTopology.of(config, Map.of("champion", saved))))
                .satisfies(e -> assertThat(causes(e).map(Throwable::getMessage))
                        .contains("store learner-champion: learner state: ends at byte " + cut.length
                                + ", expected more" + ADVICE));
    }

    @Test
    void shouldRefuseToStartOnTheStateOfAnotherConfig() {
        MillraceConfig before = TestConfigs.flights("before", folder, FlightConfigs.TWO_LEARNERS);
        SavedLearner saved = saved(before);
        MillraceConfig now =
                TestConfigs.flights("now", folder, FlightConfigs.TWO_LEARNERS.replace("value: 0.5", "value: 0.25"));
        assertThatThrownBy(() -> new LearningDriver(now, ResumedTopology.of(now, Map.of("champion", saved))))
                .satisfies(e -> assertThat(causes(e).filter(StartRefusedException.class::isInstance))
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .asString()
                        .matches("learner 'champion' was trained with another config \\(fingerprint [0-9a-f]{16}, now"
                                + " [0-9a-f]{16}\\): .*0\\.5.*0\\.25.* To go on learning, restore the old config\\. To"
                                + " learn anew with the new one, give the application another name: it then starts at"
                                + " the beginning of the topic, beside the old one\\."));
    }

    @Test
    void shouldNameTheStoreAfterTheLearner() {
        assertThat(LearnProcessor.storeName("champion")).isEqualTo("learner-champion");
    }

    private static SavedLearner saved(MillraceConfig config) {
        try (LearningDriver driver = new LearningDriver(config)) {
            driver.send(FLIGHTS.subList(0, 40));
            return driver.saved("champion");
        }
    }

    private static void assertSame(ModelHeader actual, ModelHeader expected) {
        assertThat(actual.getDigest()).isEqualTo(expected.getDigest());
        assertThat(actual.getParameterDigest()).isEqualTo(expected.getParameterDigest());
        assertThat(actual.getStep()).isEqualTo(expected.getStep());
        assertThat(actual.getExamples()).isEqualTo(expected.getExamples());
        assertThat(actual.getState()).isEqualTo(expected.getState());
    }

    private static List<Double> scores(LearningDriver driver) {
        return LearningDriver.values(driver.predictions()).stream()
                .map(Prediction::getScore)
                .toList();
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }

    /** Sixty classes: each active feature of an open batch takes about half a KiB. */
    private MillraceConfig wide(String application) {
        return TestConfigs.config(application, folder, """
                task: multiclass
                label: {field: label, class-count: 60}
                features: [{sparse: {indices: indices, values: values}, dimension: 8000}]
                learners: [{name: only, optimizer: sgd, rate: 0.1, batch: 40}]
                """);
    }

    private static List<GenericRecord> wideEvents(int count) {
        SplittableRandom random = new SplittableRandom(9);
        List<GenericRecord> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> indices = new ArrayList<>();
            List<Float> values = new ArrayList<>();
            for (int k = 0; k < 80; k++) {
                indices.add(random.nextInt(8000));
                values.add((float) random.nextDouble());
            }
            GenericRecord event = new GenericData.Record(dev.millrace.schemas.SparseEvent.SCHEMA$);
            event.put("label", (double) random.nextInt(60));
            event.put("indices", indices);
            event.put("values", values);
            events.add(event);
        }
        return events;
    }

    /** Continuation records since the last call, as "number bytes" or "number deleted"; the last of each number. */
    private static List<String> continuations(LearningDriver driver) {
        Map<Integer, String> last = new java.util.TreeMap<>();
        changelog(driver, "only")
                .filter(record -> record.key[0] == 1)
                .forEach(record -> last.put(
                        ByteBuffer.wrap(record.key).getInt(1),
                        record.value == null ? "deleted" : Integer.toString(record.value.length)));
        return last.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .toList();
    }

    private static long headersWritten(LearningDriver driver, String learner) {
        return changelog(driver, learner).filter(record -> record.key[0] == 0).count();
    }

    private static Stream<org.apache.kafka.streams.KeyValue<byte[], byte[]>> changelog(
            LearningDriver driver, String learner) {
        String topic = driver.streams().producedTopicNames().stream()
                .filter(name -> name.endsWith("-" + LearnProcessor.storeName(learner) + "-changelog"))
                .findFirst()
                .orElseThrow();
        return driver
                .streams()
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList()
                .stream();
    }
}
