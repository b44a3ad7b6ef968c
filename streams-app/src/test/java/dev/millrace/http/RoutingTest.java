package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
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
                        List.of(new LearnerRoutes(new Routing(QueryServerTest.troubled(
                                rig, new AtomicReference<>(new InvalidStateStoreException("elsewhere")))))))) {
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
}
