package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingTest {

    @TempDir
    Path directory;

    @Test
    void shouldNeitherForwardNorWaitForWhatAnotherInstanceForwards() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = QueryServer.start(
                        Listener.open(rig.config().http()),
                        List.of(new LearnerRoutes(new Routing(
                                QueryServerTest.troubled(
                                        rig, new AtomicReference<>(new InvalidStateStoreException("elsewhere"))),
                                1))))) {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + server.port() + "/learners?timeout=60000"))
                                    .header("Millrace-Forwarded-By", "127.0.0.1:1")
                                    .header("Millrace-Time-Left", "60000")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(421);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(QueryClient.json(response).get("detail").textValue())
                    .isEqualTo("the learners are not on this instance, or are being restored on it");
        }
    }

    @Test
    void shouldSayInEachAnswerWhereItComesFrom() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(TripEvents.of(3, 1));
            assertThat(new QueryClient(server.port())
                            .ask("/learners/champion/top?stale=true")
                            .at("/provenance/served")
                            .toString())
                    .isEqualTo("{\"by\":\"127.0.0.1:0\",\"from\":\"active\",\"eventsBehind\":0,\"millisBehind\":0}");
        }
    }

    /** Read your own writes. */
    @Test
    void shouldWaitUntilTheLearnerIsTrainedThroughTheEventsThatTheCallerNames() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(TripEvents.of(3, 1));
            QueryClient client = new QueryClient(server.port());
            HttpResponse<String> late = client.get("/learners/champion/top?at-least=0:3&timeout=0");
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(QueryClient.json(late).get("detail").textValue())
                    .isEqualTo(
                            "expected learner 'champion' to be trained through 0:3, found it trained through 0:2; ask"
                                    + " again, or allow more time with timeout=MILLISECONDS");
            assertThat(client.get("/learners?at-least=0:2,1:0&timeout=0").statusCode())
                    .isEqualTo(503);
            assertThat(client.get("/learners?at-least=0:2&timeout=0").statusCode())
                    .isEqualTo(200);

            CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.ask("/learners/champion?at-least=0:5&timeout=60000");
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            for (int i = 0; i < 3; i++) {
                assertThat(waiting).isNotDone();
                rig.feed(TripEvents.of(1, i));
            }
            assertThat(waiting.get(60, TimeUnit.SECONDS)
                            .at("/provenance/trainedThrough/0/offset")
                            .asLong())
                    .isEqualTo(5);
        }
    }

    /** The server has threads for so many requests, and no more. */
    @Test
    void shouldRefuseToWaitWhenTooManyWaitAlready() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(TripEvents.of(3, 1));
            QueryClient client = new QueryClient(server.port());
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                asked.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        return client.get("/learners/champion?at-least=0:3&timeout=60000");
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                }));
            }
            // Two may wait.
            HttpResponse<?> refused = (HttpResponse<?>) CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new))
                    .get(30, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(String.valueOf(refused.body())).contains("too many questions wait already, ask again");
            assertThat(client.get("/learners/champion").statusCode()).isEqualTo(200);

            rig.feed(TripEvents.of(1, 1));
            List<Integer> statuses = new ArrayList<>();
            for (CompletableFuture<HttpResponse<String>> one : asked) {
                statuses.add(one.get(60, TimeUnit.SECONDS).statusCode());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 200, 503);
            // Those that waited have made room.
            assertThat(QueryClient.json(client.get("/learners/champion?at-least=0:9&timeout=100"))
                            .get("detail")
                            .textValue())
                    .contains("or allow more time");
        }
    }

    /** An orchestrator waits for it, and a load balancer sends questions to it. */
    @Test
    void shouldBeReadyWhenAnotherInstanceLearns() throws Exception {
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory))) {
            LearnerQueries notHere =
                    QueryServerTest.troubled(rig, new AtomicReference<>(new InvalidStateStoreException("elsewhere")));
            AtomicBoolean elsewhere = new AtomicBoolean(true);
            AtomicReference<KafkaStreams.State> state = new AtomicReference<>(KafkaStreams.State.RUNNING);
            try (QueryServer server = QueryServer.start(
                    Listener.open(rig.config().http()),
                    List.of(new HealthRoutes(notHere, state::get, elsewhere::get)))) {
                QueryClient client = new QueryClient(server.port());
                assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
                elsewhere.set(false);
                assertThat(client.get("/health/ready").statusCode()).isEqualTo(503);
                elsewhere.set(true);
                state.set(KafkaStreams.State.REBALANCING);
                assertThat(client.get("/health/ready").statusCode()).isEqualTo(503);
            }
        }
    }
}
