package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.app.MillraceServer;
import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.config.Secret;
import dev.millrace.config.TlsConfig;
import dev.millrace.config.TlsConfig.ClientAuth;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestConfigs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances behind token and TLS, of which one has nothing: what it forwards is what the other answers. */
class ForwardingIT {

    private static final String TOKEN = "a-token-of-some-length";
    private static final int EVENTS = 500;

    @TempDir
    static Path directory;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void shouldForwardWithTokenAndTls() throws Exception {
        TlsConfig.Store keys = TestStores.keys(directory, "keys.p12");
        TlsConfig tls = new TlsConfig(keys, null, ClientAuth.WANT);
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TestStores.trusting(keys))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        try (TestCluster cluster = new TestCluster(directory.resolve("cluster"))) {
            MillraceConfig config = config(cluster, "one", tls);
            cluster.createEvents(config, 1);
            cluster.send(config, FlightEvents.of(EVENTS, 3), 0);
            try (MillraceServer owner = MillraceServer.start(config, note -> {})) {
                AppRun.await(owner.app(), header -> header.getOffset() == EVENTS - 1);
                try (MillraceServer other = MillraceServer.start(config(cluster, "two", tls), note -> {})) {
                    AppRun.await(
                            other.app(),
                            () -> client.send(get(other, "/health/ready", TOKEN), text())
                                            .statusCode()
                                    == 200);
                    assertThat(other.url()).startsWith("https://127.0.0.1:");
                    assertThat(client.send(get(other, "/learners", "another-token-as-long"), text())
                                    .statusCode())
                            .isEqualTo(401);
                    for (String path : new String[] {
                        "/learners",
                        "/learners/champion/features/origin%3DATL",
                        "/learners/champion/features/origin*hour%3DATL*12?limit=3",
                        "/learners/champion/scaler",
                        "/learners/champion/parameters?from=3&limit=7"
                    }) {
                        assertSame(client, owner, other, path);
                    }
                    HttpResponse<byte[]> direct =
                            client.send(get(owner, "/learners/champion/model?format=avro", TOKEN), bytes());
                    HttpResponse<byte[]> forwarded =
                            client.send(get(other, "/learners/champion/model?format=avro", TOKEN), bytes());
                    assertThat(direct.statusCode()).isEqualTo(200);
                    assertThat(forwarded.headers().firstValue("Content-Disposition"))
                            .isEqualTo(direct.headers().firstValue("Content-Disposition"))
                            .isPresent();
                    assertThat(forwarded.body().length).isEqualTo(direct.body().length);
                    assertPredicted(client, owner, other);
                }
            }
        }
    }

    /** What the owner refuses is refused in its words. */
    private void assertSame(HttpClient client, MillraceServer owner, MillraceServer other, String path)
            throws Exception {
        HttpResponse<String> direct = client.send(get(owner, path, TOKEN), text());
        HttpResponse<String> forwarded = client.send(get(other, path, TOKEN), text());
        assertThat(forwarded.statusCode()).as(path).isEqualTo(direct.statusCode());
        assertThat(forwarded.headers().firstValue("Content-Type"))
                .isEqualTo(direct.headers().firstValue("Content-Type"));
        assertThat(withoutAge(forwarded.body())).as(path).isEqualTo(withoutAge(direct.body()));
    }

    private void assertPredicted(HttpClient client, MillraceServer owner, MillraceServer other) throws Exception {
        String events = "[{\"departure\": \"2001-02-03T21:15\", \"origin\": \"DEN\", \"destination\": \"STL\","
                + " \"distance\": 770}, {\"departure\": \"never\"}]";
        HttpRequest direct = post(owner, "/learners/champion/predict", events);
        HttpRequest forwarded = post(other, "/learners/champion/predict?at-least=0:" + (EVENTS - 1), events);
        JsonNode expected = withoutAge(client.send(direct, text()).body());
        assertThat(withoutAge(client.send(forwarded, text()).body())).isEqualTo(expected);
        assertThat(expected.get("failed").intValue()).isEqualTo(1);
    }

    private JsonNode withoutAge(String body) throws Exception {
        JsonNode answer = json.readTree(body);
        answer.findValues("served").forEach(served -> ((ObjectNode) served).remove("millisBehind"));
        return answer;
    }

    private static HttpRequest get(MillraceServer server, String path, String token) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    private static HttpRequest post(MillraceServer server, String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }

    private static MillraceConfig config(TestCluster cluster, String instance, TlsConfig tls) {
        MillraceConfig config = FlightConfigs.of(
                "forwarding",
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve(instance).toString(),
                FlightConfigs.TWO_LEARNERS);
        return TestConfigs.withHttp(
                config, new HttpConfig("127.0.0.1", 0, null, new Secret(TOKEN), tls, HttpConfig.DEFAULT_MAX_REQUESTS));
    }
}
