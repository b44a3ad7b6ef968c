package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked, the answer is JSON, is no failure of the server, and has a detail if it is a refusal. */
class QueryFuzzTest {

    private static final List<String> WORDS = List.of(
            "learners",
            "champion",
            "challenger",
            "parameters",
            "top",
            "predict",
            "features",
            "distance",
            "origin",
            "origin=DEN",
            "a/b=c",
            "scaler",
            "model",
            "health",
            "live",
            "ready",
            "..",
            ".",
            "",
            "0",
            "-1",
            "265",
            "99999999999",
            "%",
            "ö",
            "\u0000",
            "a b",
            "\uD83D\uDE80",
            "{name}",
            "'",
            "\\",
            ";x=1");

    private static final List<String> NAMES = List.of(
            "limit", "from", "eventTime", "format", "stale", "forward", "timeout", "at-least", "", "x", "limit[]", "ö");

    private static final List<String> VALUES = List.of(
            "1",
            "1000",
            "0",
            "-1",
            "1e3",
            "NaN",
            "",
            "true",
            "false",
            "avro",
            "json",
            "0:3",
            "0:19,0:2",
            "-1:2",
            "2147483647",
            "-2147483648",
            "999999999999999999",
            "9999999999999999999",
            "2001-01-31T23:59:00Z",
            "+1000000000-01-01T00:00:00Z",
            "2001-01-31T23:59",
            "%",
            "null");

    private static final List<String> JSON_VALUES = List.of(
            "null",
            "true",
            "0",
            "-0.0",
            "1e308",
            "-1e400",
            "1e-400",
            "9223372036854775807",
            "9223372036854775808",
            "\"\"",
            "\"NaN\"",
            "\"\\ud800\"",
            "\"2001-01-31T23:59:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "[]",
            "[1]",
            "[0,0]",
            "[1.5]",
            "[null]",
            "[[1]]",
            "{}",
            "{\"a\":1}",
            "NaN",
            "Infinity",
            "1_000",
            "'x'",
            "\"x",
            "[1,2",
            "-9223372036854775808",
            "123456789012345678901234567890");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverFailWhenAskedNonsense(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            rig.feed(TripEvents.of(20, seed));
            QueryClient client = new QueryClient(server.port());
            int refused = 0;
            for (int i = 0; i < 300; i++) {
                String method = pick(random, List.of("GET", "GET", "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"));
                String path = path(random);
                refused += check(client.send(method, path, BodyPublishers.ofString(body(random, seed))));
            }
            assertThat(refused).isBetween(50, 299);
            int predicted = 0;
            for (int i = 0; i < 300; i++) {
                predicted += 1 - check(client.post("/learners/champion/predict", body(random, seed)));
            }
            assertThat(predicted).isBetween(10, 290);
        }
    }

    /** 1 if it is a refusal. */
    private static int check(HttpResponse<String> response) throws Exception {
        String what = response.request().method() + " " + response.uri() + ": " + response.statusCode() + " "
                + response.body();
        assertThat(response.statusCode()).as(what).isBetween(200, 499);
        assertThat(response.body()).as(what).isNotEmpty();
        if (response.headers().firstValue("Content-Type").equals(Optional.of("application/avro"))) {
            return 0;
        }
        JsonNode json = QueryClient.json(response);
        boolean isRefused = response.statusCode() >= 400;
        assertThat(response.headers().firstValue("Content-Type"))
                .as(what)
                .hasValue(isRefused ? "application/problem+json" : "application/json");
        if (isRefused) {
            assertThat(json.get("status").intValue()).as(what).isEqualTo(response.statusCode());
            assertThat(json.get("detail").textValue()).as(what).isNotBlank();
        }
        return isRefused ? 1 : 0;
    }

    private static String path(SplittableRandom random) {
        StringBuilder path = new StringBuilder();
        List<String> common = List.of("/learners/champion", "/learners", "", "/learners/challenger/parameters");
        path.append(pick(random, common));
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append('/').append(encode(pick(random, WORDS)));
        }
        if (path.length() == 0) {
            path.append('/');
        }
        for (int i = random.nextInt(3), separator = '?'; i > 0; i--, separator = '&') {
            path.append((char) separator)
                    .append(encode(pick(random, NAMES)))
                    .append('=')
                    .append(encode(pick(random, VALUES)));
        }
        return path.toString();
    }

    /** An event, in which a few fields have wild values and a few characters are lost. */
    private static String body(SplittableRandom random, long seed) {
        ObjectNode event = TripEvents.json(TripEvents.of(1, seed).get(0));
        StringBuilder body = new StringBuilder("{");
        event.properties().forEach(field -> {
            boolean wild = random.nextInt(12) == 0;
            body.append(body.length() > 1 ? "," : "")
                    .append('"')
                    .append(field.getKey())
                    .append("\":");
            body.append(wild ? pick(random, JSON_VALUES) : field.getValue().toString());
        });
        body.append('}');
        for (int i = random.nextInt(8); i > 6; i--) {
            int at = random.nextInt(body.length());
            if (random.nextBoolean()) {
                body.deleteCharAt(at);
            } else {
                body.insert(at, (char) random.nextInt(1, 0xD7FF));
            }
        }
        return body.toString();
    }

    private static String pick(SplittableRandom random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
