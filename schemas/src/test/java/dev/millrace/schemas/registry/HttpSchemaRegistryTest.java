package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSchemaRegistryTest {
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final String LONG_ANSWER = "{\"schema\":\"\\\"long\\\"\"}";

    private FakeRegistry server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static SchemaRegistry open(String url, Object... settings) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", url, "retries.wait.ms", 1));
        for (int i = 0; i < settings.length; i += 2) {
            configs.put((String) settings[i], settings[i + 1]);
        }
        return SchemaRegistry.create(configs);
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static String error(int code, String message) {
        return "{\"error_code\":" + code + ",\"message\":\"" + message + "\"}";
    }

    @Test
    void shouldPostToVersionsOnceWhenRegisteringTwice() {
        server.answer("POST /subjects/events-value/versions", 200, "{\"id\":7}");
        try (SchemaRegistry registry = open(server.url())) {
            assertThat(registry.register("events-value", LONG)).isEqualTo(7);
            assertThat(registry.register("events-value", Schema.create(Schema.Type.LONG)))
                    .isEqualTo(7);
        }
        assertThat(server.requests())
                .containsExactly(new FakeRegistry.Request(
                        "POST /subjects/events-value/versions",
                        null,
                        "application/vnd.schemaregistry.v1+json",
                        "{\"schema\":\"\\\"long\\\"\"}"));
    }

    @Test
    void shouldPostToSubjectWhenOnlyLookingUp() {
        server.answer("POST /subjects/events-value", 200, "{\"subject\":\"events-value\",\"version\":3,\"id\":9}");
        try (SchemaRegistry registry = open(server.url())) {
            assertThat(registry.idOf("events-value", LONG)).isEqualTo(9);
        }
        assertThat(server.lines()).containsExactly("POST /subjects/events-value");
    }

    @Test
    void shouldEncodeSubjectWhenItHasReservedCharacters() {
        server.answer("POST /subjects/a%2Fb%20c%C3%A9", 200, "{\"id\":1}");
        try (SchemaRegistry registry = open(server.url())) {
            assertThat(registry.idOf("a/b cé", LONG)).isEqualTo(1);
        }
    }

    @Test
    void shouldFetchSchemaOnceWhenAskedTwice() {
        server.answer("GET /schemas/ids/5", 200, LONG_ANSWER);
        try (SchemaRegistry registry = open(server.url())) {
            assertThat(registry.schemaById(5)).isEqualTo(LONG);
            assertThat(registry.schemaById(5)).isEqualTo(LONG);
        }
        assertThat(server.lines()).containsExactly("GET /schemas/ids/5");
    }

    @Test
    void shouldAskAgainWhenTheIdWasUnknownBefore() {
        server.answer("GET /schemas/ids/77", 404, error(40403, "Schema 77 not found"))
                .answer("GET /schemas/ids/77", 200, LONG_ANSWER);
        try (SchemaRegistry registry = open(server.url())) {
            SchemaRegistryException e =
                    catchThrowableOfType(SchemaRegistryException.class, () -> registry.schemaById(77));
            assertThat(e.status()).isEqualTo(404);
            assertThat(e.errorCode()).isEqualTo(40403);
            assertThat(e.schemaUnusable()).isTrue();
            assertThat(e)
                    .hasMessageContaining("GET " + server.url() + "/schemas/ids/77")
                    .hasMessageContaining("Schema 77 not found")
                    .hasMessageContaining("Register the schema first");
            assertThat(server.requests()).hasSize(1);
            assertThat(registry.schemaById(77)).isEqualTo(LONG);
        }
    }

    @Test
    void shouldAskAnewEachTimeWhenLatestIsWanted() {
        String latest = "{\"subject\":\"s\",\"version\":%d,\"id\":%d,\"schema\":\"\\\"long\\\"\"}";
        server.answer("GET /subjects/s/versions/latest", 200, String.format(latest, 1, 11))
                .answer("GET /subjects/s/versions/latest", 200, String.format(latest, 2, 12));
        try (SchemaRegistry registry = open(server.url())) {
            assertThat(registry.latest("s")).isEqualTo(new RegisteredSchema(11, 1, LONG));
            assertThat(registry.latest("s")).isEqualTo(new RegisteredSchema(12, 2, LONG));
        }
    }

    @Test
    void shouldRetryWhenTheServerIsUnavailableAtFirst() {
        server.answer("GET /schemas/ids/5", 503, "").answer("GET /schemas/ids/5", 200, LONG_ANSWER);
        try (SchemaRegistry registry = open(server.url())) {
            assertThat(registry.schemaById(5)).isEqualTo(LONG);
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void shouldGiveUpAsUnavailableWhenEveryRoundFails() {
        server.answer("GET /schemas/ids/5", 503, "");
        try (SchemaRegistry registry = open("http://joe:s3cret@" + server.hostAndPort(), "max.retries", 2)) {
            assertThatThrownBy(() -> registry.schemaById(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("GET /schemas/ids/5 in 3 round(s)")
                    .hasMessageContaining(server.url() + ": HTTP 503")
                    .hasMessageContaining("try again later")
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void shouldFailOverWhenTheFirstUrlRefusesConnections() throws IOException {
        server.answer("GET /schemas/ids/5", 200, LONG_ANSWER);
        try (SchemaRegistry registry = open(closedPort() + ", " + server.url(), "max.retries", 0)) {
            assertThat(registry.schemaById(5)).isEqualTo(LONG);
        }
    }

    @Test
    void shouldStayWithTheUrlThatAnsweredWhenAskedAgain() throws IOException {
        try (FakeRegistry broken = new FakeRegistry()) {
            broken.answer("GET /schemas/ids/5", 500, "");
            server.answer("GET /schemas/ids/5", 200, LONG_ANSWER).answer("GET /schemas/ids/6", 200, LONG_ANSWER);
            try (SchemaRegistry registry = open(broken.url() + "," + server.url())) {
                registry.schemaById(5);
                registry.schemaById(6);
            }
            assertThat(broken.lines()).containsExactly("GET /schemas/ids/5");
            assertThat(server.lines()).containsExactly("GET /schemas/ids/5", "GET /schemas/ids/6");
        }
    }

    @Test
    void shouldGiveUpAsUnavailableWhenTheBodyStalls() {
        server.stall("GET /schemas/ids/5");
        try (SchemaRegistry registry =
                open(server.url(), "schema.registry.request.timeout.ms", 200, "max.retries", 1)) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> registry.schemaById(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no answer within 200 ms");
            assertThat((System.nanoTime() - start) / 1_000_000).isBetween(400L, 10_000L);
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void shouldKeepTheInterruptWhenInterrupted() {
        server.stall("GET /schemas/ids/5");
        try (SchemaRegistry registry = open(server.url())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> registry.schemaById(5)).isInstanceOf(RegistryUnavailableException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldNotRetryWhenTheSchemaIsIncompatible() {
        server.answer("POST /subjects/s/versions", 409, error(409, "READER_FIELD_MISSING_DEFAULT_VALUE"));
        try (SchemaRegistry registry = open(server.url())) {
            SchemaRegistryException e =
                    catchThrowableOfType(SchemaRegistryException.class, () -> registry.register("s", LONG));
            assertThat(e).isExactlyInstanceOf(SchemaRegistryException.class);
            assertThat(e.status()).isEqualTo(409);
            assertThat(e.schemaUnusable()).isFalse();
            assertThat(e)
                    .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE")
                    .hasMessageContaining("incompatible with an earlier version");
        }
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429})
    void shouldReportUnavailableWithoutRetryWhenTheServerAsksForPatience(int status) {
        server.answer("GET /schemas/ids/5", status, error(status, "slow down"));
        try (SchemaRegistry registry = open(server.url())) {
            assertThatThrownBy(() -> registry.schemaById(5))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("slow down");
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldBlameTheUrlWhenThereIsNoSuchPath() {
        try (SchemaRegistry registry = open(server.url() + "/wrong")) {
            SchemaRegistryException e =
                    catchThrowableOfType(SchemaRegistryException.class, () -> registry.schemaById(5));
            assertThat(e.schemaUnusable()).isFalse();
            assertThat(e).hasMessageContaining("check the path prefix in schema.registry.url");
        }
    }

    @Test
    void shouldBlameTheUrlWhenTheAnswerIsNoJson() {
        server.answer("GET /schemas/ids/5", 200, "<html>Welcome</html>");
        try (SchemaRegistry registry = open(server.url())) {
            SchemaRegistryException e =
                    catchThrowableOfType(SchemaRegistryException.class, () -> registry.schemaById(5));
            assertThat(e.schemaUnusable()).isFalse();
            assertThat(e).hasMessageContaining("<html>Welcome</html>").hasMessageContaining("Expected a JSON object");
        }
    }

    @Test
    void shouldNotFollowRedirectsWhenCredentialsWouldTravel() {
        server.answer("GET /schemas/ids/5", 302, server.url() + "/elsewhere");
        try (SchemaRegistry registry = open(server.url())) {
            assertThatThrownBy(() -> registry.schemaById(5))
                    .isExactlyInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("the answer points to " + server.url() + "/elsewhere");
        }
        assertThat(server.lines()).containsExactly("GET /schemas/ids/5");
    }

    @Test
    void shouldKeepThePathPrefixWhenTheUrlHasOne() {
        server.answer("GET /apis/ccompat/v7/schemas/ids/5", 200, LONG_ANSWER);
        try (SchemaRegistry registry = open(server.url() + "/apis/ccompat/v7/")) {
            assertThat(registry.schemaById(5)).isEqualTo(LONG);
        }
    }

    @Test
    void shouldSendCredentialsWhenUserInfoIsConfigured() {
        server.answer("GET /schemas/ids/5", 401, error(401, "Unauthorized"));
        try (SchemaRegistry registry = open(
                server.url(),
                "basic.auth.credentials.source",
                "USER_INFO",
                "basic.auth.user.info",
                new Password("joe:s3cret"))) {
            assertThatThrownBy(() -> registry.schemaById(5))
                    .hasMessageContaining("Check basic.auth.credentials.source and basic.auth.user.info")
                    .hasMessageNotContaining("s3cret");
            assertThat(registry.toString()).isEqualTo("HttpSchemaRegistry[" + server.url() + "]");
        }
        assertThat(server.requests().get(0).authorization()).isEqualTo("Basic am9lOnMzY3JldA==");
    }

    @Test
    void shouldSendCredentialsOfTheUrlWhenItHasSome() {
        server.answer("GET /schemas/ids/5", 200, LONG_ANSWER);
        try (SchemaRegistry registry = open("http://joe:s%33cret@" + server.hostAndPort())) {
            registry.schemaById(5);
            assertThat(registry.toString()).doesNotContain("joe");
        }
        assertThat(server.requests().get(0).authorization()).isEqualTo("Basic am9lOnMzY3JldA==");
    }

    @Test
    void shouldResolveReferencesWhenTheSchemaHasSome() {
        String point = "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"g.Point\\\",\\\"fields\\\":"
                + "[{\\\"name\\\":\\\"x\\\",\\\"type\\\":\\\"long\\\"}]}";
        String line = "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"g.Line\\\",\\\"fields\\\":"
                + "[{\\\"name\\\":\\\"from\\\",\\\"type\\\":\\\"g.Point\\\"}]}";
        String toPoint = "{\"name\":\"g.Point\",\"subject\":\"point\",\"version\":2}";
        String toLine = "{\"name\":\"g.Line\",\"subject\":\"line\",\"version\":1}";
        server.answer(
                        "GET /schemas/ids/5",
                        200,
                        "{\"schema\":\"[\\\"g.Line\\\",\\\"g.Point\\\"]\",\"references\":[" + toLine + "," + toPoint
                                + "]}")
                .answer(
                        "GET /subjects/line/versions/1",
                        200,
                        "{\"schema\":\"" + line + "\",\"references\":[" + toPoint + "]}")
                .answer("GET /subjects/point/versions/2", 200, "{\"schema\":\"" + point + "\"}");
        try (SchemaRegistry registry = open(server.url())) {
            Schema union = registry.schemaById(5);
            Schema from = union.getTypes().get(0).getField("from").schema();
            assertThat(from.getField("x").schema()).isEqualTo(LONG);
            assertThat(from).isEqualTo(union.getTypes().get(1));
        }
        assertThat(server.lines())
                .containsExactly(
                        "GET /schemas/ids/5", "GET /subjects/line/versions/1", "GET /subjects/point/versions/2");
    }

    @Test
    void shouldRefuseAsUnusableWhenReferencesGoRound() {
        String self = "{\"schema\":\"\\\"g.Missing\\\"\",\"references\":[{\"subject\":\"loop\",\"version\":1}]}";
        server.answer("GET /schemas/ids/5", 200, self).answer("GET /subjects/loop/versions/1", 200, self);
        assertUnusable("it is no valid Avro schema");
    }

    @Test
    void shouldRefuseAsUnusableWhenTheSchemaIsOfAnotherType() {
        server.answer("GET /schemas/ids/5", 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message M {}\"}");
        assertUnusable("type PROTOBUF, expected AVRO");
    }

    private void assertUnusable(String reason) {
        try (SchemaRegistry registry = open(server.url())) {
            SchemaRegistryException e =
                    catchThrowableOfType(SchemaRegistryException.class, () -> registry.schemaById(5));
            assertThat(e.schemaUnusable()).isTrue();
            assertThat(e).hasMessageContaining(reason);
        }
    }
}
