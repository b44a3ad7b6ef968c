package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import dev.millrace.topic.TopicException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on a real broker when something is wrong: it goes on, and learns what it would have learned. */
class LearningAppFaultsIT {

    private static final int EVENTS = 1_000;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(EVENTS, 8);

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
    void shouldGoOnWhenGarbageComesInBetween() throws Exception {
        MillraceConfig config = config("garbage");
        cluster.createEvents(config, 1);
        byte[] large = new byte[1_048_400];
        // The quarantined record holds it whole, and more, though the event is as large as the broker takes.
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (1 + i % 100);
        }
        TreeMap<Integer, byte[]> garbage = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            garbage.put(7 + 50 * i, bytes);
        }
        garbage.put(300, large);
        garbage.put(301, null);
        List<byte[]> values = new ArrayList<>(cluster.encode(config, FLIGHTS));
        garbage.forEach(values::add);
        cluster.sendBytes(config, values, 0);
        List<ModelHeader> headers = AppRun.until(config, header -> header.getOffset() == values.size() - 1);

        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertThat(cluster.committed(config, config.topics().predictions(), Prediction.class))
                .hasSize(2 * EVENTS);
        List<QuarantinedEvent> quarantined =
                cluster.committed(config, config.topics().quarantine(), QuarantinedEvent.class);
        assertThat(quarantined)
                .extracting(event -> (int) event.getSourceOffset())
                .containsExactlyElementsOf(garbage.keySet());
        assertThat(quarantined).allSatisfy(event -> {
            byte[] bytes = garbage.get((int) event.getSourceOffset());
            assertThat(event.getStage()).isEqualTo(QuarantineStage.DECODE);
            assertThat(event.getValue()).isEqualTo(bytes == null ? null : ByteBuffer.wrap(bytes));
        });
    }

    @Test
    void shouldLearnOnExactlyWhenAStandbyTakesOver() throws Exception {
        MillraceConfig first = TestConfigs.withKafka(config("standby"), "num.standby.replicas", "1");
        MillraceConfig second = TestConfigs.withKafka(
                first, "state.dir", directory.resolve("state-standby-2").toString());
        cluster.createEvents(first, 1);
        cluster.send(first, FLIGHTS.subList(0, 500), 0);
        try (LearningApp one = LearningApp.start(first, note -> {})) {
            AppRun.await(one, header -> header.getOffset() == 499);
            try (LearningApp two = LearningApp.start(second, note -> {})) {
                AppRun.await(two, () -> (standsBy(one) && learns(two)) || (learns(one) && standsBy(two)));
                // Kafka Streams may as well move the task to the newcomer, and let the first one stand by.
                LearningApp active = learns(one) ? one : two;
                LearningApp standby = active == one ? two : one;
                cluster.send(first, FLIGHTS.subList(500, 700), 500);
                AppRun.await(active, header -> header.getOffset() >= 600);
                active.close();
                cluster.send(first, FLIGHTS.subList(700, EVENTS), 700);
                List<ModelHeader> headers = AppRun.await(standby, header -> header.getOffset() == EVENTS - 1);
                LearningAppIT.assertSameAsCore(first, headers, FLIGHTS);
            }
        }
        assertThat(cluster.committed(first, first.topics().predictions(), Prediction.class))
                .hasSize(2 * EVENTS)
                .extracting(Prediction::getSourceOffset)
                .isSorted();
    }

    @Test
    void shouldRefuseToStartWhenTheSequenceHasSeveralPartitions() throws Exception {
        MillraceConfig config = config("disorder");
        cluster.createEvents(config, 2);
        cluster.createTopic(config.topics().sequence(), 2);
        assertThatThrownBy(() -> LearningApp.start(config, note -> {}).close())
                .isInstanceOf(TopicException.class)
                .hasMessage(
                        "topic 'disorder-sequence' has 2 partitions, expected 1, because it logs one order of events;"
                                + " give topics.sequence another name, or delete the topic, and it is created");
    }

    @Test
    void shouldCloseWhileItIsStarting() throws Exception {
        MillraceConfig config = config("hasty");
        cluster.createEvents(config, 1);
        LearningApp app = LearningApp.start(config, note -> {});
        app.close();
        assertThat(app.awaitStop(AppRun.LIMIT)).isTrue();
        assertThat(app.failure()).isNull();
        app.close();
    }

    private static boolean learns(LearningApp app) {
        return app.streams().metadataForLocalThreads().stream()
                .anyMatch(thread -> !thread.activeTasks().isEmpty());
    }

    private static boolean standsBy(LearningApp app) {
        return app.streams().metadataForLocalThreads().stream()
                .anyMatch(thread -> !thread.standbyTasks().isEmpty());
    }

    private static MillraceConfig config(String application) {
        return FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve("state-" + application).toString(),
                FlightConfigs.TWO_LEARNERS);
    }
}
