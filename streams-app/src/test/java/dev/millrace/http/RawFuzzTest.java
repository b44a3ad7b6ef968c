package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes are sent, the server does not fail, ends the connection in time, tells errors as problems, and then answers
 * a sound question; learning goes on.
 */
class RawFuzzTest {

    private static final int REQUESTS = 250;

    /** A body that is shorter than it was said to be is waited for: not for long here. */
    private static final ClientPace PACE =
            new ClientPace(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(400), 4 * 1024);

    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "POST", "POST", "HEAD", "get", "", "G\u0000T", "CONNECT", "TRACE", "PRI", "ÄÖ");

    private static final List<String> TARGETS = List.of(
            "/learners",
            "/learners/champion",
            "/learners/champion/predict",
            "/learners/champion/parameters?from=0&limit=5",
            "/health/live",
            "/",
            "*",
            "",
            "learners",
            "http://[::1/learners",
            "http://x:99999/learners",
            "/learners/%",
            "/learners/%c3%28",
            "/learners/\u00ff\u00fe",
            "/learners?limit=\u00ff",
            "/learners?%ff=%fe",
            "/a/../../learners",
            "//learners",
            "/learners/;jsessionid=1",
            "/page/../../etc/passwd",
            "/" + "x".repeat(9_000),
            "/learners?" + "x=1&".repeat(1_000),
            "/learners#fragment",
            "/learners\t");

    private static final List<String> VERSIONS =
            List.of("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", "");

    private static final List<String> HEADERS = List.of(
            "Authorization: Bearer " + GuardedServer.TOKEN,
            "Authorization: Bearer " + GuardedServer.TOKEN,
            "Authorization: Bearer " + GuardedServer.TOKEN,
            "Authorization: Bearer \u00ff\u00fe\u0080",
            "Authorization: Bearer",
            "Authorization: " + "x".repeat(5_000),
            "Authorization:",
            "authorization : Bearer x",
            "X-Large: " + "x".repeat(20_000),
            "X: y\r\n folded",
            "X y",
            ": y",
            "X: \u0000",
            "X\u00ff: \u00ff",
            "Content-Length: -1",
            "Content-Length: x",
            "Content-Length: 99999999999999999999",
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked, chunked",
            "Content-Encoding: gzip",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: multipart/form-data; boundary=",
            "Content-Type: \u00ff",
            "Accept-Encoding: gzip;q=x",
            "Expect: 100-continue",
            "Expect: the-unexpected",
            "Upgrade: websocket\r\nConnection: Upgrade",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x",
            "Host: y",
            "Cookie: \u0001=;;=",
            "Range: bytes=5-1",
            "If-Modified-Since: yesterday",
            "X-Forwarded-For: \u00ff",
            "Accept: text/event-stream");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "5\r\n{\"a\":\r\n0\r\n\r\n",
            "fffffffffffffffff\r\nx",
            "-1\r\nx\r\n",
            "zz\r\n",
            "5\r\n{}\r\n\r\n",
            "2\r\n{}",
            "2;x=\"\r\n{}\r\n0\r\nTrailer: \u0000\r\n\r\n",
            "\u00ff\u00fe\u0000",
            "\r\n\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "{".repeat(5_000));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldNeverFailOrHangWhateverBytesCome(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        CapturedLog log = new CapturedLog(QueryProblems.class);
        try (log;
                QueryRig rig = new QueryRig(TripConfigs.binary(directory));
                QueryServer server = QueryServer.start(
                        Listener.open(GuardedServer.http(GuardedServer.TOKEN, null, 4)),
                        List.of(
                                new IndexRoutes(),
                                new LearnerRoutes(new Routing(rig.queries(), 32)),
                                new HealthRoutes(rig.queries(), () -> KafkaStreams.State.RUNNING, () -> false)),
                        PACE)) {
            int answered = 0;
            for (int i = 0; i < REQUESTS; i++) {
                rig.feed(TripEvents.of(1, seed));
                byte[] request = request(random);
                answered += check(server.port(), request);
                assertLearnsOn(server.port(), i + 1, request);
            }
            // The rest is no HTTP, or older than status lines.
            assertThat(answered).isBetween(REQUESTS / 2, REQUESTS);
        }
        assertThat(log.messages(Level.ERROR)).isEmpty();
    }

    /** 1 if there was an answer. */
    private static int check(int port, byte[] request) throws Exception {
        String answer;
        try (RawClient client = new RawClient(port)) {
            try {
                client.send(request);
                client.sendEnd();
            } catch (IOException e) {
                // It has had enough: what it answered may be there.
            }
            answer = client.rest();
        }
        if (!answer.startsWith("HTTP/1.")) {
            return 0;
        }
        String what = new String(request, StandardCharsets.ISO_8859_1) + "\n\n" + answer;
        int status = Integer.parseInt(answer.substring(9, 12));
        assertThat(status).as(what).isNotEqualTo(500).isNotEqualTo(503).isBetween(100, 505);
        int end = answer.indexOf("\r\n\r\n");
        boolean hasBody = end >= 0 && end + 4 < answer.length() && !startsWith(request, "HEAD ");
        if (status >= 400 && hasBody) {
            assertThat(answer.substring(0, end)).as(what).contains("application/problem+json");
            String body = answer.substring(end + 4);
            JsonNode problem = new ObjectMapper().readTree(body.substring(body.indexOf('{')));
            assertThat(problem.get("status").intValue()).as(what).isEqualTo(status);
            assertThat(problem.get("detail").textValue()).as(what).isNotBlank();
        }
        return 1;
    }

    private static void assertLearnsOn(int port, int events, byte[] before) throws Exception {
        String answer = RawClient.get(
                port, "GET", "/learners/champion", "Authorization: Bearer " + GuardedServer.TOKEN + "\r\n");
        assertThat(RawClient.status(answer))
                .as("after " + new String(before, StandardCharsets.ISO_8859_1))
                .isEqualTo(200);
        assertThat(RawClient.json(answer).at("/provenance/examples").intValue()).isEqualTo(events);
    }

    private static byte[] request(SplittableRandom random) {
        if (random.nextInt(10) == 0) {
            byte[] garbage = new byte[random.nextInt(1, 3_000)];
            random.nextBytes(garbage);
            return garbage;
        }
        StringBuilder request = new StringBuilder();
        request.append(pick(random, METHODS))
                .append(' ')
                .append(pick(random, TARGETS))
                .append(' ')
                .append(pick(random, VERSIONS))
                .append("\r\n");
        if (random.nextInt(8) > 0) {
            request.append("Host: x\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(pick(random, HEADERS)).append("\r\n");
        }
        String body = pick(random, BODIES);
        if (random.nextInt(3) == 0) {
            request.append("Content-Length: ")
                    .append(body.length() + random.nextInt(-1, 3))
                    .append("\r\n");
        }
        request.append("\r\n").append(body);
        byte[] bytes = request.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(8); i > 6; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(1, bytes.length)) : bytes;
    }

    private static boolean startsWith(byte[] request, String text) {
        return new String(request, StandardCharsets.ISO_8859_1).startsWith(text);
    }

    private static String pick(SplittableRandom random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
