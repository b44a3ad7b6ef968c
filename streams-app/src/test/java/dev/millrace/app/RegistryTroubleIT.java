package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.schemas.registry.SchemaRegistryException;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.FlightSchemas;
import dev.millrace.testing.RegistryGate;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The application on a real broker, with a registry that does not answer, or refuses: events wait, and in the end it
 * has learned and published what a run without the trouble would have. The README's table has a row for each.
 */
class RegistryTroubleIT {

    private static final int HALF = 300;
    private static final int EVENTS = 2 * HALF;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(EVENTS, 21);
    private static final List<GenericRecord> FIRST = FLIGHTS.subList(0, HALF);
    /** The other half, with the id of a later schema. */
    private static final List<GenericRecord> LATER = FlightSchemas.rewrite(
            FLIGHTS.subList(HALF, EVENTS),
            FlightSchemas.of(
                    FlightSchemas.DEPARTURE,
                    FlightSchemas.ORIGIN,
                    FlightSchemas.DESTINATION,
                    FlightSchemas.DISTANCE,
                    FlightSchemas.DELAY,
                    "{'name': 'carrier', 'type': 'string', 'default': '?'}"));

    private static final byte[] OF_UNKNOWN_SCHEMA = {0, 0, 0, 0x12, 0x67, 1, 2, 3};

    @TempDir
    static Path directory;

    private static TestCluster cluster;
    private static int applications;

    private final WaitLog log = new WaitLog();
    private RegistryGate gate;
    private MillraceConfig config;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new TestCluster(directory);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void openGate(TestInfo test) throws Exception {
        gate = new RegistryGate(cluster.registryUrl());
        String application = "trouble-" + applications++;
        config = FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                gate.url(),
                directory.resolve("state-" + application).toString(),
                FlightConfigs.TWO_LEARNERS);
        config = TestConfigs.withRegistry(config, "max.retries", "0");
        // A thread or application that ends by itself does not leave its group: the next waits for this.
        config = TestConfigs.withKafka(config, "session.timeout.ms", "6000");
        cluster.createEvents(config, 1);
    }

    @AfterEach
    void closeGate() {
        gate.close();
        log.close();
    }

    @Test
    void shouldWaitWhenItIsDownAtTheStart() throws Exception {
        cluster.send(config, FLIGHTS, 0);
        gate.shut();
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            AppRun.await(app, log::hasWarned);
            assertThat(cluster.committedEvents(config)).isZero();
            assertThat(log.messages().get(0))
                    .startsWith("learning waits for the schema registry, since 0 s; no event is lost or quarantined")
                    .contains(gate.url());
            gate.reopen();
            assertLearnedWithOneThread(app);
        }
        assertPublishedOnce();
    }

    @Test
    void shouldGoOnWithKnownSchemasWhenItGoesDown() throws Exception {
        List<byte[]> later = cluster.encode(config, FLIGHTS.subList(HALF, EVENTS));
        cluster.send(config, FIRST, 0);
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            AppRun.await(app, header -> header.getOffset() == HALF - 1);
            gate.shut();
            // The first to be quarantined: the id of its schema was asked for at the start.
            cluster.sendBytes(config, List.of(new byte[] {1}), HALF);
            cluster.sendBytes(config, later, HALF + 1);
            List<ModelHeader> headers = AppRun.await(app, header -> header.getOffset() == EVENTS);
            LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        }
        assertThat(log.messages()).isEmpty();
        assertThat(cluster.committedEvents(config)).isGreaterThan(EVENTS);
        gate.reopen();
        assertThat(predictions()).hasSize(2 * EVENTS);
        assertThat(quarantined())
                .extracting(QuarantinedEvent::getSourceOffset, QuarantinedEvent::getStage)
                .containsExactly(tuple((long) HALF, QuarantineStage.DECODE));
        assertThat(cluster.committed(config, config.topics().lossReports(), LossReport.class))
                .hasSize(2 * EVENTS / 100);
    }

    @Test
    void shouldWaitForANewSchemaAndAnswerQueriesMeanwhileWhenItGoesDown() throws Exception {
        try (LearningApp app = learnedFirstHalf()) {
            List<byte[]> later = cluster.encode(config, LATER);
            gate.shut();
            cluster.sendBytes(config, later, HALF);
            AppRun.await(app, log::hasWarned);
            // The store is open to queries.
            AppRun.await(app, header -> header.getOffset() == HALF - 1);
            assertThat(cluster.committedEvents(config)).isEqualTo(HALF);
            gate.reopen();
            assertLearnedWithOneThread(app);
        }
        assertPublishedOnce();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void shouldWaitForANewSchemaWhenItIsBrokenOrOverloaded(int status) throws Exception {
        try (LearningApp app = learnedFirstHalf()) {
            List<byte[]> later = cluster.encode(config, LATER);
            gate.answer("/schemas/ids/", status, "");
            cluster.sendBytes(config, later, HALF);
            AppRun.await(app, () -> gate.answered() >= 2);
            gate.pass();
            assertLearnedWithOneThread(app);
        }
        assertPublishedOnce();
    }

    /** Longer than the group bears: the thread gives up before, and another waits on. */
    @Test
    void shouldReplaceTheThreadAndLearnOnWhenItIsDownForLongerThanThePollInterval() throws Exception {
        config = TestConfigs.withKafka(config, "max.poll.interval.ms", "4000");
        try (LearningApp app = learnedFirstHalf()) {
            List<byte[]> later = cluster.encode(config, LATER);
            gate.shut();
            cluster.sendBytes(config, later, HALF);
            AppRun.await(app, () -> !threads(app).equals(List.of("1")));
            assertThat(cluster.committedEvents(config)).isEqualTo(HALF);
            gate.reopen();
            LearningAppIT.assertSameAsCore(
                    config, AppRun.await(app, header -> header.getOffset() == EVENTS - 1), FLIGHTS);
        }
        assertPublishedOnce();
    }

    /** The broker aborts the transaction that was open; the task is closed, and restored from the last commit. */
    @Test
    void shouldLearnOnWhenItIsDownForLongerThanATransactionLasts() throws Exception {
        config = TestConfigs.withKafka(config, "transaction.timeout.ms", "2000");
        config = TestConfigs.withKafka(config, "commit.interval.ms", "1500");
        List<byte[]> values = cluster.encode(config, FIRST);
        List<byte[]> later = cluster.encode(config, LATER);
        gate.answer("/schemas/ids/" + ByteBuffer.wrap(later.get(0)).getInt(1), 503, "");
        cluster.sendBytes(config, values, 0);
        cluster.sendBytes(config, later, HALF);
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            String topic = config.topics().predictions();
            AppRun.await(app, () -> cluster.isInTransaction(topic));
            AppRun.await(app, () -> !cluster.isInTransaction(topic));
            assertThat(cluster.committed(topic)).isEmpty();
            gate.pass();
            assertLearnedWithOneThread(app);
        }
        assertPublishedOnce();
    }

    @Test
    void shouldCloseAtOnceWhileItWaits() throws Exception {
        cluster.send(config, FLIGHTS, 0);
        gate.shut();
        LearningApp app = LearningApp.start(config, note -> {});
        long closing;
        try (app) {
            AppRun.await(app, log::hasWarned);
            closing = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(20));
        assertThat(app.failure()).isNull();
        gate.reopen();
        List<ModelHeader> headers = AppRun.until(config, header -> header.getOffset() == EVENTS - 1);
        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertPublishedOnce();
    }

    @Test
    void shouldQuarantineAnEventWhoseSchemaNobodyKnows() throws Exception {
        cluster.send(config, FIRST, 0);
        cluster.sendBytes(config, List.of(OF_UNKNOWN_SCHEMA), HALF);
        cluster.send(config, FLIGHTS.subList(HALF, EVENTS), HALF + 1);
        List<ModelHeader> headers = AppRun.until(config, header -> header.getOffset() == EVENTS);
        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertThat(predictions()).hasSize(2 * EVENTS);
        assertThat(quarantined()).singleElement().satisfies(event -> {
            assertThat(event.getSourceOffset()).isEqualTo(HALF);
            assertThat(event.getStage()).isEqualTo(QuarantineStage.DECODE);
            assertThat(event.getReason())
                    .startsWith("Schema id 4711 is unknown or unusable: ")
                    .contains("HTTP 404 (error 40403)")
                    .endsWith("check that schema.registry.url names the registry the writer used.");
            assertThat(event.getValue()).isEqualTo(ByteBuffer.wrap(OF_UNKNOWN_SCHEMA));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "401, 'Check basic.auth.credentials.source and basic.auth.user.info.'",
        "403, 'Check basic.auth.credentials.source and basic.auth.user.info.'",
        "404, 'There is no such path: check the path prefix in schema.registry.url.'"
    })
    void shouldStopAndLearnOnWhenStartedAgainIfItRefusesToAnswer(int status, String advice) throws Exception {
        try (LearningApp app = learnedFirstHalf()) {
            List<byte[]> later = cluster.encode(config, LATER);
            gate.answer("/schemas/ids/", status, "{\"error_code\": " + status + ", \"message\": \"no\"}");
            cluster.sendBytes(config, later, HALF);
            assertThat(app.awaitStop(AppRun.LIMIT)).isTrue();
            assertThat(app.failure())
                    .isInstanceOf(SchemaRegistryException.class)
                    .isNotInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("HTTP " + status)
                    .hasMessageEndingWith(advice);
        }
        assertThat(cluster.committedEvents(config)).isEqualTo(HALF);
        gate.pass();
        List<ModelHeader> headers = AppRun.until(config, header -> header.getOffset() == EVENTS - 1);
        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertPublishedOnce();
    }

    /** Told at the start, not when the first event is quarantined. */
    @Test
    void shouldRefuseToStartWhenASchemaOfItsOwnIsRefused() throws Exception {
        Schema other = SchemaBuilder.record("QuarantinedEvent")
                .namespace("dev.millrace.schemas")
                .fields()
                .requiredString("somethingElse")
                .endRecord();
        cluster.register(config.topics().quarantine() + "-value", other);
        cluster.send(config, FIRST, 0);
        try (LearningApp app = LearningApp.start(config, note -> {})) {
            assertThat(app.awaitStop(AppRun.LIMIT)).isTrue();
            assertThat(app.failure())
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("/subjects/" + config.topics().quarantine() + "-value/versions")
                    .hasMessageContaining("HTTP 409")
                    .hasMessageContaining("relax the subject's compatibility level");
        }
        assertThat(cluster.committedEvents(config)).isZero();
        assertThat(cluster.committed(config.topics().predictions())).isEmpty();
    }

    private LearningApp learnedFirstHalf() throws Exception {
        cluster.send(config, FIRST, 0);
        LearningApp app = LearningApp.start(config, note -> {});
        AppRun.await(app, header -> header.getOffset() == HALF - 1);
        AppRun.await(app, () -> cluster.committedEvents(config) == HALF);
        return app;
    }

    /** The thread it began with has waited, and kept its store. */
    private void assertLearnedWithOneThread(LearningApp app) throws Exception {
        List<ModelHeader> headers = AppRun.await(app, header -> header.getOffset() == EVENTS - 1);
        LearningAppIT.assertSameAsCore(config, headers, FLIGHTS);
        assertThat(threads(app)).containsExactly("1");
    }

    private void assertPublishedOnce() {
        assertThat(predictions()).hasSize(2 * EVENTS).doesNotHaveDuplicates();
        assertThat(cluster.committed(config.topics().quarantine())).isEmpty();
    }

    private List<String> predictions() {
        return cluster.committed(config, config.topics().predictions(), Prediction.class).stream()
                .map(prediction -> prediction.getSourceOffset() + " " + prediction.getLearner())
                .toList();
    }

    private List<QuarantinedEvent> quarantined() {
        return cluster.committed(config, config.topics().quarantine(), QuarantinedEvent.class);
    }

    /** Numbers of the stream threads. */
    private static List<String> threads(LearningApp app) {
        return app.streams().metadataForLocalThreads().stream()
                .map(thread -> thread.threadName().replaceFirst(".*-", ""))
                .toList();
    }
}
