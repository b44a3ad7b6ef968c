package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import dev.millrace.state.FeatureNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryErrorsTest {

    private static final GenericRecord EVENT = TripEvents.of(1, 5).get(0);

    @TempDir
    static Path directory;

    private static QueryRig rig;
    private static QueryServer server;
    private static QueryClient client;

    @BeforeAll
    static void start() throws IOException {
        rig = new QueryRig(TripConfigs.binary(directory));
        rig.feed(TripEvents.of(20, 5));
        server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING);
        client = new QueryClient(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/learners/champion/nowhere", "/health", "/learners/champion/parameters/1/2"})
    void shouldPointToTheIndexWhenThereIsNoSuchPath(String path) throws Exception {
        assertProblem(client.get(path), 404, "expected one of the paths that /openapi.json lists, found " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/top", "/parameters", "/parameters/1", "/features/far", "/scaler", "/model"})
    void shouldNameTheLearnersWhenThereIsNoSuchLearner(String question) throws Exception {
        assertProblem(
                client.get("/learners/nobody" + question),
                404,
                "expected one of the learners [champion, challenger], found 'nobody'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /top?limit=0          | limit: expected 1 to 1000 rows, found 0
            /top?limit=1001       | limit: expected 1 to 1000 rows, found 1001
            /top?limit=ten        | query parameter 'limit': expected a whole number, found 'ten'
            /top?limit=           | query parameter 'limit': expected a whole number, found ''
            /top?limit=5000000000 | query parameter 'limit': expected a whole number of 32 bits, found 5000000000
            /top?limit=1&limit=2  | expected query parameter 'limit' once, found it 2 times
            ?stale=yes            | query parameter 'stale': expected true or false, found 'yes'
            ?timeout=60001        | timeout: expected 0 to 60000 milliseconds, found 60001
            ?timeout=1&timeout=2  | expected query parameter 'timeout' once, found it 2 times
            /top?limt=1           | expected no query parameters but [limit, stale, forward, timeout, at-least], found 'limt'
            ?limit=1              | expected no query parameters but [stale, forward, timeout, at-least], found 'limit'
            /parameters?from=-1   | from: expected a row from 0 to 265, found -1
            /parameters?from=266  | from: expected a row from 0 to 265, found 266
            /parameters?limit=-5  | limit: expected 1 to 1000 rows, found -5
            /parameters/266       | row: expected a row from 0 to 265, found 266
            /parameters/bias      | row: expected a whole number, found 'bias'
            /features/far?from=-1 | from: expected a row of 0 or more, found -1
            /features/far?limit=0 | limit: expected 1 to 1000 rows, found 0
            /features/far?row=1   | expected no query parameters but [from, limit, stale, forward, timeout, at-least], found 'row'
            /scaler?limit=1       | expected no query parameters but [stale, forward, timeout, at-least], found 'limit'
            /model?format=xml     | query parameter 'format': expected avro or json, found 'xml'
            /model?format=        | query parameter 'format': expected avro or json, found ''
            """)
    void shouldSayWhatWasExpectedWhenQuestionIsWrong(String question, String detail) throws Exception {
        assertProblem(client.get("/learners/champion" + question), 400, detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            fur            | expected a feature of the config, or one of its rows such as FEATURE=VALUE, found 'fur'; the\
             nearest features are [far, hour, tag]
            orign=%C3%963  | expected a feature of the config, or one of its rows such as FEATURE=VALUE, found 'orign=Ö3';\
             the nearest features are [origin, bias, tag]
            tag[5]         | expected a feature of the config, or one of its rows such as FEATURE=VALUE, found 'tag[5]';\
             the nearest features are [tag, far, bias]
            weekday=8      | expected a row that an event has touched, found 'weekday=8'; the nearest are [weekday=1]
            far=3          | expected a row that an event has touched, found 'far=3'
            """)
    void shouldNameTheNearestFeaturesWhenThereIsNoSuchFeature(String feature, String detail) throws Exception {
        assertProblem(
                client.get("/learners/champion/features/"
                        + feature.replace("[", "%5B").replace("]", "%5D")),
                404,
                detail);
    }

    @Test
    void shouldTellWhatARowWasFirstSeenAsWhenAValueThatWasNeverSeenMapsThere() throws Exception {
        int shared = 0;
        for (int i = 0; i < 200; i++) {
            HttpResponse<String> response = client.get("/learners/champion/features/origin=nowhere%2F" + i);
            JsonNode answer = QueryClient.json(response);
            if (response.statusCode() == 200) {
                shared++;
                int row = answer.at("/rows/0/row").intValue();
                assertThat(answer.at("/rows/0/name").textValue()).isEqualTo("origin=nowhere/" + i);
                assertThat(answer.at("/rows/0/firstSeenAs").textValue())
                        .isEqualTo(FeatureNames.read(rig.names(), row))
                        .contains("=");
                assertThat(answer.get("collisionsPossible").booleanValue()).isTrue();
            } else {
                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(answer.get("detail").textValue())
                        .startsWith("expected a row that an event has touched, found 'origin=nowhere/" + i
                                + "'; the nearest are [origin=Ö");
            }
        }
        assertThat(shared).isBetween(10, 190);
    }

    @Test
    void shouldAnswerAnEmptyListOrALongOneWithAProblem() throws Exception {
        assertProblem(
                client.post("/learners/champion/predict", "[" + "0,".repeat(1000) + "0]"),
                400,
                "expected a list of 1 to 1000 events, found 1001");
        JsonNode answer = client.ask("/learners/champion/predict", "[" + "0,".repeat(999) + "null]");
        assertThat(answer.get("failed").intValue()).isEqualTo(1000);
        assertThat(answer.at("/predictions/999").toString())
                .isEqualTo(
                        "{\"index\":999,\"error\":{\"status\":400,\"detail\":\"expected the event as a JSON object with"
                                + " the config's fields, found null\"}}");
    }

    /** Changes to a sound event, and what they are answered with. */
    static Stream<Arguments> wrongEvents() {
        return Stream.of(
                wrong(
                        event -> event.remove("seats"),
                        "expected a field 'seats' in the event (null if it has no value),"
                                + " found [departure, origin, weekend, distance, tags, strengths]"),
                wrong(
                        event -> event.put("distance", "far"),
                        "feature 'far': expected field 'distance' to be a number, found string"),
                wrong(
                        event -> event.put("distance", 1e16),
                        "feature 'far': expected a number between -1.0E15 and 1.0E15 (limits.max-magnitude), got"
                                + " 1.0E16"),
                wrong(
                        event -> event.put("origin", 1.5),
                        "feature 'origin': expected field 'origin' to be a string, boolean or 64-bit integer, found the"
                                + " number 1.5"),
                wrong(
                        event -> event.putObject("origin"),
                        "feature 'origin': expected field 'origin' to be a string, boolean or 64-bit integer, found"
                                + " object"),
                wrong(
                        event -> event.put("tags", 3),
                        "feature 'tag': expected field 'tags' to be an array, found the number 3"),
                wrong(
                        event -> event.putArray("tags").add("x"),
                        "feature 'tag': expected as many values as indices, got " + strengths() + " and 1"),
                wrong(
                        event -> {
                            event.putArray("tags").add(1.0);
                            event.putArray("strengths").add(1);
                        },
                        "feature 'tag': expected field 'tags' to be an array of integers, found the number 1.0"),
                wrong(
                        event -> {
                            event.putArray("tags").add(5);
                            event.putArray("strengths").add(1);
                        },
                        "feature 'tag': expected an index from 0 to 4, got 5"),
                wrong(
                        event -> {
                            event.putArray("tags").add(1);
                            event.putArray("strengths").addNull();
                        },
                        "feature 'tag': expected field 'strengths' to be an array of numbers, found null"),
                wrong(
                        event -> event.remove("departure"),
                        "expected the event's time, because the model has a feature made of it, as field 'departure' or"
                                + " query parameter 'eventTime' (ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds"
                                + " since 1970-01-01T00:00Z), found none"),
                wrong(
                        event -> event.put("departure", "yesterday"),
                        "event time field 'departure': expected ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds"
                                + " since 1970-01-01T00:00Z, found 'yesterday'"),
                wrong(
                        event -> event.put("departure", true),
                        "event time field 'departure': expected ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds"
                                + " since 1970-01-01T00:00Z, found boolean"));
    }

    @ParameterizedTest
    @MethodSource("wrongEvents")
    void shouldNameFieldExpectedAndFoundWhenEventIsWrong(String body, String detail) throws Exception {
        assertProblem(client.post("/learners/champion/predict", body), 400, detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~              | expected the event as a JSON object with the config's fields, found nothing
            []              | expected a list of 1 to 1000 events, found 0
            null            | expected the event as a JSON object with the config's fields, found null
            17              | expected the event as a JSON object with the config's fields, found the number 17
            {"a":1,"a":2}   | expected the event as JSON, found an error at line 1, column 11: Duplicate field 'a'
            {} {}           | expected one JSON value, found more at line 1, column 4
            """)
    void shouldRefuseWhenBodyIsNoJsonObject(String body, String detail) throws Exception {
        assertProblem(client.post("/learners/champion/predict", body), 400, detail);
    }

    @Test
    void shouldRefuseWhenJsonIsBroken() throws Exception {
        HttpResponse<String> response = client.post("/learners/champion/predict", "{\"distance\": NaN}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(QueryClient.json(response).get("detail").textValue())
                .startsWith("expected the event as JSON, found an error at line 1, column 1");
    }

    @Test
    void shouldRefuseWhenTimeIsGivenTwice() throws Exception {
        assertProblem(
                client.post(
                        "/learners/champion/predict?eventTime=0",
                        TripEvents.json(EVENT).toString()),
                400,
                "expected the event's time once, found it in field 'departure' and in the query parameter 'eventTime';"
                        + " leave one of them out");
    }

    @Test
    void shouldSayHowPlusIsWrittenWhenTimeParameterIsNoTime() throws Exception {
        ObjectNode event = TripEvents.json(EVENT);
        event.remove("departure");
        assertProblem(
                client.post("/learners/champion/predict?eventTime=2001-01-31T23:59+01:00", event.toString()),
                400,
                "query parameter 'eventTime': expected ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds since"
                        + " 1970-01-01T00:00Z, found '2001-01-31T23:59 01:00'; in a query string, + is written %2B");
    }

    @ParameterizedTest
    @CsvSource({"POST,/learners,GET", "DELETE,/learners/champion,GET", "GET,/learners/champion/predict,POST"})
    void shouldNameAllowedMethodWhenMethodIsWrong(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response = client.send(method, path, BodyPublishers.noBody());
        assertProblem(response, 405, "expected " + allowed + " for " + path + ", found " + method);
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
    }

    @Test
    void shouldRefuseWhenBodyIsLongerThanOneMebibyte() throws Exception {
        String event = TripEvents.json(EVENT).toString();
        String longest = event + " ".repeat((1 << 20) - event.getBytes(StandardCharsets.UTF_8).length);
        assertThat(client.post("/learners/champion/predict", longest).statusCode())
                .isEqualTo(200);
        assertProblem(
                client.post("/learners/champion/predict", longest + " "),
                413,
                "expected a body of at most 1048576 bytes, found more");
    }

    @Test
    void shouldRefuseWhenBodyWithoutLengthTurnsOutTooLong() throws Exception {
        byte[] body = " ".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8);
        assertProblem(
                client.send(
                        "POST",
                        "/learners/champion/predict",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))),
                413,
                "expected a body of at most 1048576 bytes, found more");
    }

    @ParameterizedTest
    @CsvSource({
        "/learners/%zz,400",
        "/learners/a%2Fb,404",
        "/learners/%00,400",
        "/learners/champion/top?limit=%zz,400",
        "/%2e%2e/learners,400",
        "http:///,400"
    })
    void shouldAnswerWithProblemWhenUriIsBroken(String target, int status) throws Exception {
        String answer = raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").textValue()).startsWith("expected ");
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(10_000);
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String detail) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = QueryClient.json(response);
        assertThat(problem.get("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.get("title").textValue())
                .isEqualTo(
                        switch (status) {
                            case 400 -> "Bad Request";
                            case 404 -> "Not Found";
                            case 405 -> "Method Not Allowed";
                            default -> "Content Too Large";
                        });
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").textValue()).isEqualTo(detail);
    }

    private static Arguments wrong(Consumer<ObjectNode> change, String detail) {
        ObjectNode event = TripEvents.json(EVENT);
        change.accept(event);
        return Arguments.of(event.toString(), detail);
    }

    private static int strengths() {
        return TripEvents.json(EVENT).get("strengths").size();
    }
}
