package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.Provenance;
import dev.millrace.query.QueryRig;
import dev.millrace.query.QueryStores;
import dev.millrace.query.ReferenceLearner;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import dev.millrace.state.LearnerStore;
import dev.millrace.testing.TestConfigs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryServerTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "CREATED,200,503",
        "REBALANCING,200,503",
        "RUNNING,200,200",
        "PENDING_SHUTDOWN,200,503",
        "PENDING_ERROR,200,503",
        "ERROR,503,503",
        "NOT_RUNNING,503,503"
    })
    void shouldTellHealthByTheStateOfTheStreamsClient(KafkaStreams.State state, int live, int ready) throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), () -> state)) {
            QueryClient client = new QueryClient(server.port());
            HttpResponse<String> liveness = client.get("/health/live");
            assertThat(liveness.statusCode()).isEqualTo(live);
            assertThat(QueryClient.json(liveness).toString())
                    .isEqualTo(
                            live == 200
                                    ? "{\"status\":\"live\",\"streams\":\"" + state
                                            + "\",\"learners\":[\"champion\",\"challenger\"]}"
                                    : "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                                            + "\"detail\":\"the streams client is " + state + " and will not learn any"
                                            + " more; see the log for the reason, then restart the application\"}");
            HttpResponse<String> readiness = client.get("/health/ready");
            assertThat(readiness.statusCode()).isEqualTo(ready);
            if (ready == 503) {
                assertThat(QueryClient.json(readiness).get("detail").textValue())
                        .isEqualTo("expected the streams client to be RUNNING, found " + state);
            }
        }
    }

    @Test
    void shouldAskToRetryWhenStoreMovesAway() throws Exception {
        MillraceConfig config = TripConfigs.binary(directory);
        AtomicReference<RuntimeException> trouble = new AtomicReference<>();
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, troubled(rig, trouble), this::running)) {
            QueryClient client = new QueryClient(server.port());
            assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
            trouble.set(new InvalidStateStoreException("store learner-champion is not on this instance"));
            List<String> questions = List.of(
                    "/learners",
                    "/learners/champion",
                    "/learners/champion/top",
                    "/learners/champion/parameters",
                    "/learners/champion/parameters/0",
                    "/learners/champion/features/far",
                    "/learners/champion/scaler",
                    "/learners/champion/model");
            for (String question : questions) {
                assertRetry(
                        client.get(question + "?timeout=0"),
                        "the learners are not on this instance, or are being restored on it; ask again, or allow an older"
                                + " answer with stale=true");
            }
            String event = TripEvents.json(TripEvents.of(1, 1).get(0)).toString();
            assertRetry(
                    client.post("/learners/champion/predict?timeout=0&stale=true", event),
                    "the learners are not on this instance, or are being restored on it; ask again");
            assertRetry(
                    client.get("/health/ready"),
                    "a learner's store cannot be read: store learner-champion is not on this instance");
            assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldKeepReasonToTheLogWhenSomethingUnexpectedHappens() throws Exception {
        MillraceConfig config = TripConfigs.binary(directory);
        AtomicReference<RuntimeException> trouble = new AtomicReference<>(new IllegalStateException("secret inside"));
        CapturedLog log = new CapturedLog(QueryProblems.class);
        try (log;
                QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, troubled(rig, trouble), this::running)) {
            HttpResponse<String> response = new QueryClient(server.port()).get("/learners/champion");
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body())
                    .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,"
                            + "\"detail\":\"the request failed; the application's log says why\"}");
        }
        assertThat(log.messages(Level.ERROR)).containsExactly("GET /learners/champion failed: secret inside");
    }

    @Test
    void shouldAnswerFromInitialStateWhenNothingWasLearnedYet() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), this::running)) {
            QueryClient client = new QueryClient(server.port());
            ReferenceLearner reference = new ReferenceLearner(rig.config(), 0);
            String digest = Provenance.hex(reference.learner().digest());
            JsonNode summary = client.ask("/learners/champion");
            assertThat(summary.at("/provenance/digest").textValue()).isEqualTo(digest);
            assertThat(summary.at("/provenance/position").isNull()).isTrue();
            assertThat(summary.get("eventTime").isNull()).isTrue();
            assertThat(summary.at("/evaluation/meanLoss").isNull()).isTrue();
            assertThat(summary.at("/parameters/writtenBlocks").intValue()).isZero();
            assertThat(client.ask("/learners/champion/top").get("rows")).isEmpty();
            assertThat(client.ask("/learners/champion/parameters").get("rows")).isEmpty();
            assertThat(client.ask("/learners/champion/parameters/7")
                            .at("/row/weights")
                            .toString())
                    .isEqualTo("[0.0]");
            assertThat(client.ask("/learners/champion/features/hour")
                            .at("/rows/1/weights")
                            .toString())
                    .isEqualTo("[0.0]");
            assertThat(client.ask("/learners/champion/features/origin").get("rows"))
                    .isEmpty();
            assertThat(client.ask("/learners/champion/scaler")
                            .at("/features/0/count")
                            .intValue())
                    .isZero();
            HttpResponse<String> model = client.get("/learners/champion/model");
            assertThat(model.statusCode()).isEqualTo(404);
            assertThat(QueryClient.json(model).get("detail").textValue())
                    .isEqualTo(
                            "expected a learner that has learned something, found 'champion' before its first event; ask"
                                    + " again when its position is not null");
            String event = TripEvents.json(TripEvents.of(1, 1).get(0)).toString();
            assertThat(client.ask("/learners/champion/predict", event)
                            .get("prediction")
                            .doubleValue())
                    .isEqualTo(0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({"json,4", "json,16", "avro,16"})
    void shouldNotEndADownloadWellWhenItsBlocksAreNotThoseOfItsHeader(String format, int hashBits) throws Exception {
        MillraceConfig config = TripConfigs.of(directory, hashBits, """
                task: regression
                label: {field: delay}
                features: [{categorical: origin}]
                learners: [{name: only, optimizer: sgd, rate: 0.01}]
                """);
        CapturedLog log = new CapturedLog(Answers.class);
        try (log;
                QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), this::running)) {
            QueryClient client = new QueryClient(server.port());
            rig.feed(TripEvents.of(5, 3));
            String path = "/learners/only/model?format=" + format;
            assertThat(client.download(path).body()).isNotEmpty();
            // A model of so many blocks does not fit the server's buffer.
            float[] floats = new float[64];
            SplittableRandom random = new SplittableRandom(2);
            for (int block = 0; block < Math.max(1, (1 << hashBits) / 64); block++) {
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) random.nextDouble();
                }
                long checksum = BlockCodec.checksum(block, floats, 0, floats.length);
                rig.store("only").model().write(block, BlockCodec.encode(floats, 0, floats.length, checksum));
            }

            if (hashBits == 4) {
                assertThat(client.get(path).statusCode()).isEqualTo(500);
                assertThat(client.get(path).headers().firstValue("Content-Disposition"))
                        .isEmpty();
            } else {
                assertThatThrownBy(() -> client.download(path)).isInstanceOf(IOException.class);
                assertThat(log.messages(Level.WARN))
                        .singleElement()
                        .asString()
                        .startsWith("/learners/only/model: the answer broke off, and the connection was cut: ")
                        .contains("expected parameter blocks of digest");
            }
            assertThat(client.get("/learners/only").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldRefuseEventWhenItsScoreIsNotFinite() throws Exception {
        MillraceConfig config = TripConfigs.of(directory, """
                task: regression
                label: {field: delay}
                features:
                  - {numeric: distance}
                limits: {max-magnitude: 1e30, max-deviations: none}
                learners:
                  - {name: only, optimizer: sgd, rate: 0.00001}
                """);
        try (QueryRig rig = new QueryRig(config);
                QueryServer server = TestServer.start(config, rig.queries(), this::running)) {
            List<GenericRecord> events = TripEvents.of(30, 3);
            for (int i = 0; i < 30; i++) {
                events.get(i).put("distance", i % 2 == 0 ? 1e-12 : 0.0);
            }
            rig.feed(events);
            QueryClient client = new QueryClient(server.port());
            // Its distance from the mean is beyond a float's range when told in standard deviations.
            HttpResponse<String> response = client.post("/learners/only/predict", "{\"distance\": 1e30}");
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body())
                    .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,"
                            + "\"detail\":\"learner 'only' has no finite score for this event; the stream would"
                            + " quarantine it. Check for numbers that are far from those it has seen.\"}");
            JsonNode near = client.ask("/learners/only/predict", "{\"distance\": null}");
            assertThat(near.get("eventTime").isNull()).isTrue();
            JsonNode bias = client.ask("/learners/only/parameters/0").at("/row/weights/0");
            assertThat(near.get("score").doubleValue()).isEqualTo((float) bias.doubleValue());
        }
    }

    @Test
    void shouldListPathsWhenAskedForTheRoot() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), this::running)) {
            HttpResponse<String> response = new QueryClient(server.port()).get("/");
            assertThat(response.headers().firstValue("Server")).isEmpty();
            JsonNode index = QueryClient.json(response).get("paths");
            assertThat(index.properties().stream().map(entry -> entry.getKey()).toList())
                    .containsExactly(
                            "GET /learners",
                            "GET /learners/{name}",
                            "GET /learners/{name}/experts",
                            "GET /learners/{name}/parameters?from=ROW&limit=N",
                            "GET /learners/{name}/parameters/{row}",
                            "GET /learners/{name}/top?limit=N",
                            "GET /learners/{name}/features/{feature}",
                            "GET /learners/{name}/scaler",
                            "GET /learners/{name}/model?format=avro|json",
                            "POST /learners/{name}/predict",
                            "GET /learners/{name}/history?limit=N",
                            "GET /quarantine?limit=N",
                            "GET /live",
                            "GET /instances",
                            "GET /openapi.json",
                            "GET /health/live",
                            "GET /health/ready",
                            "GET /metrics");
        }
    }

    @Test
    void shouldSayHowToGoOnWhenPortIsTaken() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MillraceConfig config = on(rig.config(), "127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> TestServer.start(config, rig.queries(), this::running))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1, port " + taken.getLocalPort() + " (")
                    .hasMessageEndingWith("; set http.host to an address of this machine and http.port to a free port,"
                            + " or to 0 to take any");
        }
    }

    @Test
    void shouldFreePortAndThreadsWhenClosed() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory))) {
            QueryServer server = TestServer.start(rig.config(), rig.queries(), this::running);
            int port = server.port();
            assertThat(new QueryClient(port).get("/learners").statusCode()).isEqualTo(200);
            server.close();
            try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(again.getLocalPort()).isEqualTo(port);
            }
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(Thread::isAlive)
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("query")))
                    .isEmpty();
        }
    }

    private KafkaStreams.State running() {
        return KafkaStreams.State.RUNNING;
    }

    /** Queries whose stores throw what is set. */
    static LearnerQueries troubled(QueryRig rig, AtomicReference<RuntimeException> trouble) {
        return new LearnerQueries(
                rig.config(), new QueryStores(learner -> store(rig, learner, trouble), rig::names), QueryRig.WITNESS);
    }

    private static LearnerStore store(QueryRig rig, String learner, AtomicReference<RuntimeException> trouble) {
        RuntimeException thrown = trouble.get();
        if (thrown != null) {
            throw thrown;
        }
        return rig.store(learner);
    }

    private static void assertRetry(HttpResponse<String> response, String detail) throws Exception {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(QueryClient.json(response).get("detail").textValue()).isEqualTo(detail);
    }

    private static MillraceConfig on(MillraceConfig config, String host, int port) {
        return TestConfigs.withHttp(config, new HttpConfig(host, port));
    }
}
