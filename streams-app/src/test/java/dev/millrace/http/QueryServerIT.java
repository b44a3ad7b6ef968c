package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.app.LearningApp;
import dev.millrace.config.MillraceConfig;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryRig;
import dev.millrace.query.QueryStores;
import dev.millrace.query.TripConfigs;
import dev.millrace.schemas.LossReport;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import dev.millrace.topology.LearningTopology;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP interface of an application on a real broker, from its start to its end. */
class QueryServerIT {

    private static final int EVENTS = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> QUESTIONS = List.of(
            "/learners",
            "/learners/champion",
            "/learners/champion/top",
            "/learners/champion/parameters",
            "/learners/champion/parameters/0");

    private static final int MANY_EVENTS = 40_000;

    @TempDir
    static Path directory;

    @Test
    void shouldAskToRetryWhenStreamsClientHasNotStarted() throws Exception {
        MillraceConfig config = TripConfigs.binary(directory);
        Properties settings = new Properties();
        settings.putAll(config.kafka());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.application());
        try (KafkaStreams streams = new KafkaStreams(LearningTopology.build(config, 1), settings);
                QueryServer server = serve(config, streams)) {
            assertRetry(new QueryClient(server.port()));
        }
    }

    @Test
    void shouldAnswerAsLongAsTheApplicationRuns() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)) {
            MillraceConfig config = FlightConfigs.of(
                    "asked",
                    cluster.bootstrapServers(),
                    cluster.registryUrl(),
                    directory.resolve("state").toString(),
                    FlightConfigs.TWO_LEARNERS);
            cluster.createEvents(config, 1);
            cluster.send(config, FlightEvents.of(EVENTS, 3), 0);
            try (LearningApp app = LearningApp.start(config, note -> {});
                    QueryServer server = serve(config, app.streams())) {
                QueryClient client = new QueryClient(server.port());
                awaitReady(client);
                JsonNode summary = awaitOffset(client, EVENTS - 1);
                for (String question : QUESTIONS) {
                    assertThat(client.get(question).statusCode()).as(question).isEqualTo(200);
                }
                JsonNode strongest =
                        client.ask("/learners/champion/top?limit=1").at("/rows/0");
                assertThat(strongest.get("feature").textValue())
                        .isIn("bias", "origin", "destination", "hour", "origin*hour");
                app.streams().close(LIMIT);
                assertRetry(client);
                assertThat(client.get("/health/live").statusCode()).isEqualTo(503);
                assertReported(cluster, config, summary);
            }
        }
    }

    /** A sum over all blocks that is another's than the header's would be a torn read. */
    @Test
    void shouldGiveAwayWholeModelsWhileTheApplicationLearnsAtFullSpeed() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)) {
            MillraceConfig config = TestConfigs.withKafka(
                    FlightConfigs.of(
                            "downloaded",
                            cluster.bootstrapServers(),
                            cluster.registryUrl(),
                            directory.resolve("downloaded").toString(),
                            FlightConfigs.TWO_LEARNERS),
                    "commit.interval.ms",
                    "20");
            cluster.createEvents(config, 1);
            cluster.send(config, FlightEvents.of(MANY_EVENTS, 3), 0);
            Set<Long> offsets = new HashSet<>();
            try (LearningApp app = LearningApp.start(config, note -> {});
                    QueryServer server = serve(config, app.streams())) {
                QueryClient client = new QueryClient(server.port());
                awaitReady(client);
                Instant limit = Instant.now().plus(LIMIT);
                while (!offsets.contains(MANY_EVENTS - 1L)) {
                    assertThat(Instant.now()).isBefore(limit);
                    HttpResponse<String> response = client.get("/learners/challenger/model");
                    if (response.statusCode() == 200) {
                        JsonNode model = QueryClient.json(response);
                        assertThat(AskedModel.parameterDigest(model))
                                .isEqualTo(model.get("parameterDigest").textValue());
                        offsets.add(model.at("/provenance/position/offset").longValue());
                    }
                }
            }
            assertThat(offsets.size()).isGreaterThan(5);
        }
    }

    private static QueryServer serve(MillraceConfig config, KafkaStreams streams) throws IOException {
        return TestServer.start(
                config, new LearnerQueries(config, QueryStores.learning(streams), QueryRig.WITNESS), streams::state);
    }

    private static void assertRetry(QueryClient client) throws Exception {
        for (String question : QUESTIONS) {
            HttpResponse<String> response = client.get(question + "?timeout=0");
            assertThat(response.statusCode()).as(question).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        }
        assertThat(client.get("/health/ready").statusCode()).isEqualTo(503);
    }

    /** The last loss report is about the very model that was asked about. */
    private static void assertReported(TestCluster cluster, MillraceConfig config, JsonNode summary) {
        List<LossReport> reports = cluster.committed(config, config.topics().lossReports(), LossReport.class).stream()
                .filter(report -> report.getLearner().equals("champion"))
                .toList();
        LossReport last = reports.get(reports.size() - 1);
        assertThat(last.getOffset()).isEqualTo(EVENTS - 1);
        assertThat(summary.at("/provenance/digest").textValue()).isEqualTo(last.getDigest());
        assertThat(summary.at("/evaluation/meanLoss").doubleValue()).isEqualTo(last.getMeanLoss());
    }

    /** Until then, all answers are 200 or ask to retry. */
    private static void awaitReady(QueryClient client) throws Exception {
        Instant limit = Instant.now().plus(LIMIT);
        while (client.get("/health/ready").statusCode() != 200) {
            assertThat(client.get("/learners/champion").statusCode()).isIn(200, 503);
            assertThat(Instant.now()).isBefore(limit);
        }
    }

    private static JsonNode awaitOffset(QueryClient client, long offset) throws Exception {
        Instant limit = Instant.now().plus(LIMIT);
        JsonNode summary = client.ask("/learners/champion");
        while (summary.at("/provenance/position/offset").asLong(-1) != offset) {
            assertThat(Instant.now()).isBefore(limit);
            summary = client.ask("/learners/champion");
        }
        return summary;
    }
}
