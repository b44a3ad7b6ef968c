package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.http.Listener;
import dev.millrace.http.QueryServer;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.testing.FlightConfigs;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listeners to {@code /live} get, over HTTP. */
class LiveFeedTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MillraceConfig config =
            FlightConfigs.of("feed", "127.0.0.1:1", "mock://feed", "unused", FlightConfigs.TWO_LEARNERS);
    private final LossHistories histories = new LossHistories(List.of("champion", "challenger"));
    private final QuarantineLog quarantine = new QuarantineLog("feed-quarantine");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile TailStatus status = new TailStatus(true, null);
    private LiveFeed feed;
    private QueryServer server;

    @BeforeEach
    void start() throws Exception {
        feed = new LiveFeed(new LiveFeed.Sources(
                "feed",
                "127.0.0.1:1",
                () -> "RUNNING",
                histories,
                quarantine,
                new LiveLearners(config, new ProgressBoard(), progress -> 0, histories),
                () -> status));
        feed.start();
        server = QueryServer.start(
                Listener.open(new HttpConfig("127.0.0.1", 0)),
                List.of(new LiveRoutes(feed), new HistoryRoutes(histories, quarantine, () -> status)));
    }

    @AfterEach
    void stop() {
        feed.close();
        server.close();
    }

    @Test
    void shouldSendHistoryFirstThenEveryReportAndWhatElseIsNew() throws Exception {
        for (int i = 1; i <= 3; i++) {
            histories.add(TestReports.report("champion", i));
        }
        try (Listening listening = new Listening()) {
            JsonNode history = listening.next("history");
            assertThat(history.at("/0/points")).hasSize(3);
            assertThat(history.at("/1/points")).isEmpty();
            JsonNode learners = listening.next("learners");
            assertThat(learners.get("application").textValue()).isEqualTo("feed");
            assertThat(learners.at("/learners/0/champion").booleanValue()).isTrue();
            assertThat(learners.at("/learners/0/here").booleanValue()).isFalse();
            assertThat(learners.at("/learners/1/provenance").isNull()).isTrue();
            for (int i = 4; i <= 9; i++) {
                histories.add(TestReports.report("champion", i));
                JsonNode report = listening.next("report");
                // Those of before may come once more.
                while (report.at("/point/examples").longValue() < i) {
                    report = listening.next("report");
                }
                assertThat(report.at("/point/examples").longValue()).isEqualTo(i);
                assertThat(report.at("/point/windowLoss").doubleValue()).isEqualTo(2.0 / i);
            }
            learners = listening.next("learners");
            while (learners.at("/learners/0/provenance/examples").longValue() < 9) {
                learners = listening.next("learners");
            }
            assertThat(learners.at("/learners/0/provenance/digest").textValue()).isEqualTo("0000000000000009");
            quarantine.add(0, 5, TestReports.quarantined(5, QuarantineStage.DECODE, "<b>broken</b>"));
            JsonNode newest = listening.next("quarantine");
            while (newest.get("events").longValue() == 0) {
                newest = listening.next("quarantine");
            }
            assertThat(newest.at("/newest/0/reason").textValue()).isEqualTo("<b>broken</b>");
            histories.add(TestReports.report("champion", 2));
            assertThat(listening.next("history").at("/0/points")).hasSize(2);
        }
    }

    @Test
    void shouldAskToComeBackWhenTooManyListen() throws Exception {
        List<Listening> all = new ArrayList<>();
        try {
            for (int i = 0; i < LiveFeed.MAX_CLIENTS; i++) {
                all.add(new Listening());
            }
            HttpResponse<String> refused = get("/live");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains("expected at most 32 clients of /live");
            // Other questions are still answered: listeners keep no thread.
            assertThat(get("/quarantine?limit=1").statusCode()).isEqualTo(200);
            assertThat(get("/learners/champion/history").statusCode()).isEqualTo(200);
            all.remove(0).close();
            long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (feed.clients() == LiveFeed.MAX_CLIENTS) {
                assertThat(System.nanoTime()).isLessThan(limit);
                Thread.onSpinWait();
            }
            all.add(new Listening());
            all.get(all.size() - 1).next("history");
        } finally {
            for (Listening one : all) {
                one.close();
            }
        }
    }

    @Test
    void shouldEndAllConnectionsWithinASecondWhenClosed() throws Exception {
        try (Listening one = new Listening();
                Listening other = new Listening()) {
            one.next("learners");
            other.next("learners");
            long began = System.nanoTime();
            feed.close();
            one.awaitEnd();
            other.awaitEnd();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(feed.clients()).isZero();
        }
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() throws Exception {
        assertThat(get("/live?since=1").statusCode()).isEqualTo(400);
        assertThat(get("/learners/nobody/history").statusCode()).isEqualTo(404);
        assertThat(get("/learners/champion/history?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/learners/champion/history?limit=2001").statusCode()).isEqualTo(400);
        assertThat(get("/learners/champion/history?from=1").statusCode()).isEqualTo(400);
        assertThat(get("/quarantine?limit=51").statusCode()).isEqualTo(400);
        assertThat(get("/quarantine?limit=x").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Somebody who listens. */
    private final class Listening implements Closeable {

        private final InputStream body;
        private final BufferedReader lines;

        Listening() throws Exception {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/live"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            body = answer.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The data of the next event of a name; others are passed over. */
        JsonNode next(String name) throws IOException {
            String line = lines.readLine();
            while (line != null && !line.equals("event: " + name)) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
            return MAPPER.readTree(lines.readLine().substring("data: ".length()));
        }

        void awaitEnd() {
            try {
                while (lines.readLine() != null) {
                    // What was under way.
                }
            } catch (IOException ended) {
                // In one way or the other.
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
