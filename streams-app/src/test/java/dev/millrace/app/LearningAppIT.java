package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.CoreLearner;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on a real broker: what it publishes, and that it resumes exactly. */
class LearningAppIT {

    private static final int EVENTS = 3_000;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(EVENTS, 7);

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
    void shouldPublishOneCommittedPredictionPerEventAndLearnerInOrder() throws Exception {
        MillraceConfig config = config("once");
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        runUntil(config, EVENTS - 1);

        List<Prediction> predictions = cluster.committed(config, config.topics().predictions(), Prediction.class);
        assertThat(predictions).hasSize(2 * EVENTS);
        assertThat(predictions)
                .extracting(p -> p.getSourceOffset() + " " + p.getLearner())
                .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                        .boxed()
                        .flatMap(i -> Stream.of(i + " champion", i + " challenger"))
                        .toList());
        assertThat(cluster.committed(config, config.topics().lossReports(), LossReport.class))
                .extracting(r -> r.getLearner() + " " + r.getOffset())
                .hasSize(2 * EVENTS / 100)
                .contains("champion 99", "challenger 2999");
        assertThat(cluster.groupMembers(config)).as("members after close").isZero();
    }

    @Test
    void shouldResumeInTheMiddleOfAMicroBatchAsIfNeverStopped() throws Exception {
        MillraceConfig config = config("thirds");
        cluster.createEvents(config, 1);
        int sent = 0;
        List<ModelHeader> headers = List.of();
        for (int end : new int[] {1_234, 2_001, EVENTS}) {
            cluster.send(config, FLIGHTS.subList(sent, end), sent);
            headers = runUntil(config, end - 1);
            sent = end;
            assertThat(headers.get(1).getExamples() % 32)
                    .as("events in the open batch")
                    .isPositive();
        }

        assertSameAsCore(config, headers, FLIGHTS);
        assertThat(cluster.committed(config, config.topics().predictions(), Prediction.class))
                .extracting(Prediction::getSourceOffset)
                .containsExactlyElementsOf(LongStream.range(0, EVENTS)
                        .boxed()
                        .flatMap(i -> Stream.of(i, i))
                        .toList());
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
        List<GenericRecord> events = FLIGHTS.subList(0, 600);
        cluster.send(config, events, 0);
        // Not by offset: transaction markers have offsets of their own in the sequence topic.
        long labeled =
                events.stream().filter(event -> event.get("delay") != null).count();
        AppRun.until(config, header -> header.getExamples() == labeled);

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

        // An application that stops by itself does not leave its group: the next waits for this.
        after = TestConfigs.withKafka(after, "session.timeout.ms", "6000");
        try (LearningApp app = LearningApp.start(after, note -> {})) {
            assertThat(app.awaitStop(AppRun.LIMIT)).isTrue();
            assertThat(app.failure())
                    .hasMessageContaining("learner 'champion' was trained with another config")
                    .hasMessageContaining("0.5")
                    .hasMessageContaining("0.4")
                    .hasMessageContaining("restore the old config");
        }
        assertSameLearners(runUntil(before, 99), kept);
    }

    private static List<ModelHeader> runUntil(MillraceConfig config, long offset) throws Exception {
        return AppRun.until(config, header -> header.getOffset() == offset);
    }

    /** Both learners against the model core, fed the same events. */
    static void assertSameAsCore(MillraceConfig config, List<ModelHeader> headers, List<GenericRecord> events) {
        for (ModelHeader header : headers) {
            CoreLearner core = new CoreLearner(config, header.getLearner());
            events.forEach(event -> core.process(event, (long) event.get("departure")));
            assertThat(header.getExamples()).isEqualTo(core.learner().examples());
            assertThat(header.getStep()).isEqualTo(core.learner().step());
            assertThat(header.getDigest()).isEqualTo(core.learner().digest());
            assertThat(header.getState()).isEqualTo(ByteBuffer.wrap(core.state()));
        }
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
