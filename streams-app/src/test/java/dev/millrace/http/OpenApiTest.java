package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.config.Secret;
import dev.millrace.live.LiveRig;
import dev.millrace.query.AutoConfigs;
import dev.millrace.query.LearnerQueries;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import dev.millrace.route.Instances;
import dev.millrace.topology.LearningTopology;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the HTTP interface against the interface: every answer, and every problem, is as it says. */
class OpenApiTest {

    private static final List<GenericRecord> EVENTS = TripEvents.of(60, 9);
    private static final HttpConfig OPEN = new HttpConfig("127.0.0.1", 0);
    private static final String[] NONE = {};

    @TempDir
    Path directory;

    private final ApiDescription description = ApiDescription.read();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private KafkaStreams streams;
    private Instances instances;
    /** What of the description has been seen, as {@code OPERATION STATUS}. */
    private final Set<String> seen = new TreeSet<>();

    @Test
    void shouldDescribeEveryFieldOfEveryAnswer() throws Exception {
        for (MillraceConfig config : List.of(
                TripConfigs.binary(directory.resolve("binary")),
                TripConfigs.regression(directory.resolve("regression")),
                TripConfigs.multiclass(directory.resolve("multiclass")),
                AutoConfigs.multiclass(directory.resolve("auto")))) {
            try (QueryRig rig = new QueryRig(config);
                    Running server = start(OPEN, rig, rig.queries(), KafkaStreams.State.RUNNING)) {
                askAll(server, "champion");
                rig.feed(EVENTS);
                for (String learner : List.of("champion", "challenger")) {
                    askAll(server, learner);
                }
                askMore(server);
            }
        }
        Set<String> answered = new TreeSet<>(description.operations());
        // Needs a group of instances; QueryIT asks one.
        answered.remove("GET /instances");
        for (String operation : answered) {
            assertThat(seen).contains(operation + " 200");
        }
    }

    /** Variants of the answers. */
    private void askMore(Running server) throws Exception {
        String event = TripEvents.json(EVENTS.get(0)).toString();
        answer(server, "POST /learners/{name}/predict", "/learners/champion/predict", "[" + event + ",{},7]", NONE);
        answer(server, "GET /learners/{name}/model", "/learners/champion/model?format=avro", "", NONE);
        answer(server, "GET /learners/{name}/features/{feature}", "/learners/champion/features/origin", "", NONE);
        answer(server, "GET /learners/{name}/features/{feature}", "/learners/champion/features/hour.sin", "", NONE);
        answer(server, "GET /learners/{name}/history", "/learners/challenger/history", "", NONE);
        answer(server, "GET /", "/", "", "Accept", "text/html");
        Answered file = send(server, "GET", "/page/page.css", "", NONE);
        String tag = file.headers().firstValue("ETag").orElseThrow();
        answer(server, "GET /page/{file}", "/page/page.css", "", "If-None-Match", tag);
        assertThat(seen).contains("GET /page/{file} 304");
    }

    private void askAll(Running server, String learner) throws Exception {
        for (String operation : description.operations()) {
            String path = path(operation).replace("champion", learner);
            answer(server, operation, path, body(operation), NONE);
        }
    }

    @Test
    void shouldProduceEveryProblemThatIsDescribed() throws Exception {
        MillraceConfig config = TripConfigs.binary(directory.resolve("problems"));
        AtomicReference<RuntimeException> trouble = new AtomicReference<>();
        try (QueryRig rig = new QueryRig(config)) {
            rig.feed(EVENTS);
            LearnerQueries troubled = QueryServerTest.troubled(rig, trouble);
            try (Running server = start(OPEN, rig, troubled, KafkaStreams.State.ERROR)) {
                wrongQuestions(server);
                trouble.set(new InvalidStateStoreException("not here"));
                notNow(server);
            }
            unauthorized(rig);
            full(rig);
        }
        unprocessable();
        Set<String> expected = new TreeSet<>();
        for (String operation : description.operations()) {
            for (String status : description.statuses(operation)) {
                if (!status.startsWith("2") && !status.startsWith("3")) {
                    expected.add(operation + " " + status);
                }
            }
        }
        seen.removeIf(answer -> answer.endsWith(" 200"));
        assertThat(seen).isEqualTo(expected);
    }

    private void wrongQuestions(Running server) throws Exception {
        for (String operation : description.operations()) {
            Set<String> statuses = description.statuses(operation);
            if (statuses.contains("400")) {
                answer(server, operation, path(operation) + "?nonsense=1", body(operation), NONE);
            }
            if (statuses.contains("404")) {
                String nowhere = path(operation).replace("champion", "nobody").replace("page.css", "no.css");
                answer(server, operation, nowhere, body(operation), NONE);
            }
            Answered refused = send(server, "DELETE", path(operation), "", NONE);
            assertThat(refused.status()).isEqualTo(405);
            require(operation, refused);
        }
        String predict = "POST /learners/{name}/predict";
        answer(server, predict, path(predict), " ".repeat((1 << 20) + 1), NONE);
    }

    private void notNow(Running server) throws Exception {
        for (String operation : description.operations()) {
            if (description.statuses(operation).contains("421")) {
                answer(server, operation, path(operation), body(operation), "Millrace-Forwarded-By", "127.0.0.1:1");
                answer(server, operation, path(operation) + "?timeout=0", body(operation), NONE);
            } else if (operation.contains("/health/")) {
                answer(server, operation, path(operation), "", NONE);
            }
        }
    }

    private void unauthorized(QueryRig rig) throws Exception {
        HttpConfig http = new HttpConfig("127.0.0.1", 0, null, new Secret("0123456789abcdef"), null, 4);
        try (Running server = start(http, rig, rig.queries(), KafkaStreams.State.RUNNING)) {
            for (String operation : description.operations()) {
                answer(server, operation, path(operation), body(operation), NONE);
                boolean isOpen =
                        description.operation(operation).path("security").isArray();
                assertThat(seen.contains(operation + " 401")).as(operation).isNotEqualTo(isOpen);
            }
        }
    }

    /** While one request is answered, no other is taken, but for health checks. */
    private void full(QueryRig rig) throws Exception {
        HttpConfig http = new HttpConfig("127.0.0.1", 0, null, null, null, 1);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Routes slow = routes -> routes.get("/slow", request -> {
            asked.countDown();
            end.await();
        });
        try (Running server = start(http, rig, rig.queries(), KafkaStreams.State.RUNNING, slow)) {
            var answer = client.sendAsync(request(server, "GET", "/slow", "", NONE), BodyHandlers.discarding());
            asked.await();
            try {
                for (String operation : description.operations()) {
                    if (!operation.contains("/health/")) {
                        answer(server, operation, path(operation), body(operation), NONE);
                    }
                }
            } finally {
                end.countDown();
            }
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
    }

    private void unprocessable() throws Exception {
        MillraceConfig config = TripConfigs.of(directory.resolve("far"), """
                task: regression
                label: {field: delay}
                features:
                  - {numeric: distance}
                limits: {max-magnitude: 1e30, max-deviations: none}
                learners:
                  - {name: champion, optimizer: sgd, rate: 0.00001}
                """);
        List<GenericRecord> events = TripEvents.of(30, 3);
        for (int i = 0; i < events.size(); i++) {
            events.get(i).put("distance", i % 2 == 0 ? 1e-12 : 0.0);
        }
        try (QueryRig rig = new QueryRig(config);
                Running server = start(OPEN, rig, rig.queries(), KafkaStreams.State.RUNNING)) {
            rig.feed(events);
            String predict = "POST /learners/{name}/predict";
            answer(server, predict, path(predict), "{\"distance\": 1e30}", NONE);
            answer(server, "GET /learners/{name}/scaler", "/learners/champion/scaler", "", NONE);
        }
    }

    private Running start(
            HttpConfig http, QueryRig rig, LearnerQueries queries, KafkaStreams.State state, Routes... more)
            throws IOException {
        LiveRig live = new LiveRig(rig.config());
        List<Routes> routes = new ArrayList<>(live.routes());
        routes.addAll(List.of(more));
        routes.add(new LearnerRoutes(new Routing(queries, 2)));
        routes.add(new InstanceRoutes(instances, () -> state));
        routes.add(new HealthRoutes(queries, () -> state, () -> false));
        routes.add(new MetricsRoutes(() -> "millrace 1\n"));
        routes.add(new OpenApiRoutes());
        return new Running(QueryServer.start(Listener.open(http), routes), live);
    }

    /** A server with all routes, whose listeners go first. */
    private record Running(QueryServer server, LiveRig live) implements AutoCloseable {

        int port() {
            return server.port();
        }

        @Override
        public void close() {
            live.close();
            server.close();
        }
    }

    /** As told by a streams client that has not started, and holds nothing. */
    @BeforeEach
    void makeInstances() {
        MillraceConfig config = TripConfigs.binary(directory.resolve("instances"));
        Properties settings = new Properties();
        settings.putAll(config.kafka());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.application());
        streams = new KafkaStreams(LearningTopology.build(config, 1), settings);
        instances = new Instances(streams, new HostInfo("127.0.0.1", 1), "champion");
    }

    @AfterEach
    void close() {
        streams.close();
    }

    private static String path(String operation) {
        return ApiDescription.template(operation)
                .replace("{name}", "champion")
                .replace("{row}", "0")
                .replace("{feature}", "far")
                .replace("{file}", "page.css");
    }

    private static String body(String operation) {
        return operation.startsWith("POST") ? TripEvents.json(EVENTS.get(0)).toString() : "";
    }

    /** Asks, and fails unless the answer is described. */
    private void answer(Running server, String operation, String path, String body, String... headers)
            throws Exception {
        require(operation, send(server, ApiDescription.method(operation), path, body, headers));
    }

    private void require(String operation, Answered response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse(null);
        seen.add(operation + " " + description.require(operation, response.status(), type, response.body()));
        if (response.status() == 503) {
            assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    /** Of an answer that does not end, nothing is read. */
    private Answered send(Running server, String method, String path, String body, String... headers) throws Exception {
        HttpResponse<InputStream> response =
                client.send(request(server, method, path, body, headers), BodyHandlers.ofInputStream());
        boolean endless =
                response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        try (InputStream in = response.body()) {
            String text = endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answered(response.statusCode(), response.headers(), text);
        }
    }

    private record Answered(int status, HttpHeaders headers, String body) {}

    private static HttpRequest request(Running server, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }
}
