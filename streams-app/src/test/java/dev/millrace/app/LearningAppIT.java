package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.LearnerStoreType;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on a real broker: what it publishes, and that it resumes exactly. */
class LearningAppIT {

    private static final int EVENTS = 3_000;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(EVENTS, 7);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new TestCluster(directory);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldPublishOneCommittedPredictionPerEventInOrder() throws Exception {
        MillraceConfig config = config("once");
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        runUntil(config, EVENTS - 1);

        List<Prediction> predictions =
                cluster.committed(config, config.topics().predictions(), Prediction.class).stream()
                        .filter(p -> p.getLearner().equals("champion"))
                        .toList();
        assertThat(predictions)
                .extracting(Prediction::getSourceOffset)
                .containsExactlyElementsOf(
                        IntStream.range(0, EVENTS).mapToObj(i -> (long) i).toList());
        assertThat(cluster.committed(config, config.topics().lossReports(), LossReport.class))
                .extracting(r -> r.getLearner() + " " + r.getOffset())
                .hasSize(2 * EVENTS / 100)
                .contains("champion 99", "challenger 2999");
    }

    @Test
    void shouldResumeWithTheSameWeightsAsAnUninterruptedRun() throws Exception {
        MillraceConfig whole = config("whole");
        cluster.createEvents(whole, 1);
        cluster.send(whole, FLIGHTS, 0);
        List<ModelHeader> expected = runUntil(whole, EVENTS - 1);

        MillraceConfig halves = config("halves");
        cluster.createEvents(halves, 1);
        cluster.send(halves, FLIGHTS.subList(0, 1_234), 0);
        runUntil(halves, 1_233);
        cluster.send(halves, FLIGHTS.subList(1_234, EVENTS), 1_234);
        List<ModelHeader> resumed = runUntil(halves, EVENTS - 1);

        assertSameLearners(resumed, expected);
        assertThat(cluster.committed(halves, halves.topics().predictions(), Prediction.class))
                .isEqualTo(cluster.committed(whole, whole.topics().predictions(), Prediction.class));
    }

    @Test
    void shouldRestoreTheSameWeightsFromTheChangelogAlone() throws Exception {
        MillraceConfig config = config("restored");
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        List<ModelHeader> expected = runUntil(config, EVENTS - 1);
        deleteRecursively(Path.of(config.kafka().get("state.dir")));

        assertSameLearners(runUntil(config, EVENTS - 1), expected);
    }

    @Test
    void shouldLogTheOrderOfSeveralPartitions() throws Exception {
        MillraceConfig config = config("partitions");
        cluster.createEvents(config, 3);
        cluster.send(config, FLIGHTS.subList(0, 600), 0);
        runUntil(config, -1);

        List<Prediction> predictions =
                cluster.committed(config, config.topics().predictions(), Prediction.class).stream()
                        .filter(p -> p.getLearner().equals("champion"))
                        .toList();
        assertThat(predictions).hasSize(600);
        assertThat(predictions.stream().map(p -> p.getSourcePartition() + "@" + p.getSourceOffset()))
                .doesNotHaveDuplicates();
        assertThat(predictions.stream().map(Prediction::getSourcePartition).distinct())
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void shouldRefuseToStartOnTheStoreOfAnotherConfig() throws Exception {
        MillraceConfig before = config("refused");
        cluster.createEvents(before, 1);
        cluster.send(before, FLIGHTS.subList(0, 100), 0);
        List<ModelHeader> kept = runUntil(before, 99);
        MillraceConfig after = FlightConfigs.of(
                "refused",
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                stateDirectory("refused"),
                FlightConfigs.TWO_LEARNERS.replace("value: 0.5", "value: 0.4"));

        try (LearningApp app = LearningApp.start(after, note -> {})) {
            assertThat(app.awaitStop(LIMIT)).isTrue();
            assertThat(app.failure())
                    .hasMessageContaining("learner 'champion' was trained with another config")
                    .hasMessageContaining("0.5")
                    .hasMessageContaining("0.4")
                    .hasMessageContaining("restore the old config");
        }
        assertSameLearners(runUntil(before, 99), kept);
    }

    /** Runs until both learners are at the offset (or, for -1, have taken in 600 events), and returns their headers. */
    private static List<ModelHeader> runUntil(MillraceConfig config, long offset) throws Exception {
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (true) {
                assertThat(app.failure()).isNull();
                assertThat(System.nanoTime()).as("took too long").isLessThan(deadline);
                List<ModelHeader> headers = headers(app);
                if (headers.size() == 2
                        && headers.stream()
                                .allMatch(h -> offset < 0 ? h.getOffset() >= 599 : h.getOffset() == offset)) {
                    return headers;
                }
                app.awaitStop(Duration.ofMillis(20));
            }
        }
    }

    private static List<ModelHeader> headers(LearningApp app) {
        List<ModelHeader> headers = new ArrayList<>();
        for (var learner : app.config().learners()) {
            try {
                LearnerStore store = app.streams()
                        .store(StoreQueryParameters.fromNameAndType(
                                LearnProcessor.storeName(learner.name()), new LearnerStoreType()));
                try (ModelSnapshot snapshot = store.snapshot()) {
                    if (snapshot.header() != null) {
                        headers.add(snapshot.header());
                    }
                }
            } catch (InvalidStateStoreException notYet) {
                return List.of();
            }
        }
        return headers;
    }

    private static void assertSameLearners(List<ModelHeader> actual, List<ModelHeader> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).getDigest()).isEqualTo(expected.get(i).getDigest());
            assertThat(actual.get(i).getStep()).isEqualTo(expected.get(i).getStep());
            assertThat(actual.get(i).getState()).isEqualTo(expected.get(i).getState());
        }
    }

    private static MillraceConfig config(String application) {
        return FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                stateDirectory(application),
                FlightConfigs.TWO_LEARNERS);
    }

    private static String stateDirectory(String application) {
        return directory.resolve("state-" + application).toString();
    }

    private static void deleteRecursively(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
