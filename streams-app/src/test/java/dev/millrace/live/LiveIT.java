package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.app.MillraceServer;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.registry.RegistryUnavailableException;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History and quarantine of an application on a real broker. */
class LiveIT {

    private static final int GARBAGE = 3;
    private static final int EVENTS = 1_000;
    private static final long LAST_OFFSET = GARBAGE + EVENTS - 1;

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
    void shouldTellTheWholeHistoryOnEveryInstanceAlsoAfterRestart() throws Exception {
        MillraceConfig config = config("told", "state");
        cluster.createEvents(config, 1);
        for (int i = 0; i < GARBAGE; i++) {
            cluster.sendBytes(config, List.of(new byte[] {1, 2, (byte) i}), i);
        }
        cluster.send(config, FlightEvents.of(EVENTS, 11), GARBAGE);
        String first;
        try (MillraceServer server = MillraceServer.start(config, note -> {})) {
            AppRun.await(server.app(), header -> header.getOffset() == LAST_OFFSET);
            first = awaitHistory(server);
            assertReports(config, server);
            assertQuarantine(server);
        }
        try (MillraceServer server = MillraceServer.start(config, note -> {});
                MillraceServer idle = MillraceServer.start(config("told", "idle-state"), note -> {})) {
            assertThat(awaitHistory(server)).isEqualTo(first);
            // Whichever has the learners.
            assertThat(awaitHistory(idle)).isEqualTo(first);
            assertQuarantine(idle);
        }
    }

    @Test
    void shouldGoOnWhereItWasWhenRegistryComesBackAndSkipWhatIsTooLong() throws Exception {
        cluster.createTopic("long", 1);
        send("long", 0, 100);
        AtomicInteger refusals = new AtomicInteger(2);
        AtomicLong skipped = new AtomicLong();
        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        List<TailStatus> troubles = new ArrayList<>();
        TailedTopic topic = new TailedTopic(
                "long",
                40,
                record -> {
                    if (record.offset() == 70 && refusals.getAndDecrement() > 0) {
                        throw new RegistryUnavailableException("nobody is there", 0, 0, null);
                    }
                    taken.add(new String(record.value(), StandardCharsets.UTF_8));
                },
                skipped::addAndGet);
        try (TopicsTail tail =
                new TopicsTail(Map.of("bootstrap.servers", cluster.bootstrapServers()), List.of(topic))) {
            tail.start();
            for (int i = 60; i < 100; i++) {
                String next = taken.poll(100, TimeUnit.MILLISECONDS);
                while (next == null) {
                    if (tail.status().trouble() != null) {
                        troubles.add(tail.status());
                    }
                    next = taken.poll(100, TimeUnit.MILLISECONDS);
                }
                assertThat(next).isEqualTo("value " + i);
            }
            assertThat(skipped).hasValue(60);
            assertThat(troubles)
                    .isNotEmpty()
                    .allMatch(status -> !status.current() && status.trouble().endsWith(": nobody is there"));
            send("long", 100, 103);
            for (int i = 100; i < 103; i++) {
                assertThat(taken.poll(30, TimeUnit.SECONDS)).isEqualTo("value " + i);
            }
            awaitCurrent(tail);
        }
    }

    private static void send(String topic, int from, int to) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = from; i < to; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, ("value " + i).getBytes(StandardCharsets.UTF_8))));
            }
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        }
    }

    private static void awaitCurrent(TopicsTail tail) {
        long deadline = System.nanoTime() + AppRun.LIMIT.toNanos();
        while (!tail.status().equals(new TailStatus(true, null))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** All points of both learners as JSON, once the last report is there. */
    private static String awaitHistory(MillraceServer server) throws Exception {
        List<String> all = new ArrayList<>();
        for (String learner : List.of("champion", "challenger")) {
            AppRun.await(
                    server.app(),
                    () -> ask(server, "/learners/" + learner + "/history")
                                    .at("/provenance/position/offset")
                                    .asLong(-1)
                            == LAST_OFFSET);
            JsonNode history = ask(server, "/learners/" + learner + "/history?limit=2000");
            assertThat(history.get("points")).hasSize(EVENTS / 100);
            all.add(history.get("points").toString() + history.get("provenance"));
        }
        return all.toString();
    }

    private static void assertReports(MillraceConfig config, MillraceServer server) throws Exception {
        List<LossReport> reports = cluster.committed(config, config.topics().lossReports(), LossReport.class).stream()
                .filter(report -> report.getLearner().equals("champion"))
                .toList();
        JsonNode points = ask(server, "/learners/champion/history").get("points");
        for (int i = 0; i < reports.size(); i++) {
            LossReport report = reports.get(i);
            JsonNode point = points.get(i);
            assertThat(point.get("examples").longValue()).isEqualTo(report.getExamples());
            assertThat(point.at("/position/offset").longValue()).isEqualTo(report.getOffset());
            assertThat(point.get("digest").textValue()).isEqualTo(report.getDigest());
            assertThat(point.get("meanLoss").doubleValue()).isEqualTo(report.getMeanLoss());
            assertThat(point.get("windowRunningMeanLoss").doubleValue()).isEqualTo(report.getWindowRunningMeanLoss());
            assertThat(point.get("gradientNorm").doubleValue()).isEqualTo(report.getGradientNorm());
        }
        // Reports tell neither how far each partition was, nor who answers.
        List<String> ofQuestions = List.of("trainedThrough", "served");
        ObjectNode asked = (ObjectNode) ask(server, "/learners/champion").get("provenance");
        ObjectNode reported =
                (ObjectNode) ask(server, "/learners/champion/history").get("provenance");
        assertThat(reported.remove(ofQuestions)).isEqualTo(asked.remove(ofQuestions));
        JsonNode three = ask(server, "/learners/champion/history?limit=3").get("points");
        assertThat(three.get(0)).isEqualTo(points.get(0));
        assertThat(three.get(1)).isEqualTo(points.get(4));
        assertThat(three.get(2)).isEqualTo(points.get(9));
    }

    private static void assertQuarantine(MillraceServer server) throws Exception {
        AppRun.await(
                server.app(), () -> ask(server, "/quarantine").get("events").intValue() == GARBAGE);
        JsonNode quarantine = ask(server, "/quarantine?limit=2");
        assertThat(quarantine.get("stages").toString())
                .isEqualTo("{\"DECODE\":" + GARBAGE + ",\"FEATURES\":0,\"LABEL\":0,\"LEARN\":0}");
        assertThat(quarantine.get("earlier").intValue()).isZero();
        assertThat(quarantine.get("newest")).hasSize(2);
        assertThat(quarantine.at("/newest/0/position/offset").intValue()).isEqualTo(GARBAGE - 1);
        assertThat(quarantine.at("/newest/0/reason").textValue())
                .startsWith("Expected at least 5 bytes (0x00, schema id, Avro data), found ");
    }

    private static JsonNode ask(MillraceServer server, String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static MillraceConfig config(String application, String state) {
        return FlightConfigs.of(
                application,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve(state).toString(),
                FlightConfigs.TWO_LEARNERS);
    }
}
