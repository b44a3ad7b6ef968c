package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.app.MillraceServer;
import dev.millrace.config.HttpConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.http.IndexRoutes;
import dev.millrace.http.Listener;
import dev.millrace.http.QueryServer;
import dev.millrace.http.Routes;
import dev.millrace.learn.ProgressBoard;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.Browser;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import io.javalin.http.UnauthorizedResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, with a real application behind it. Skipped where no browser is. */
class LivePageIT {

    private static final int HALF = 1_000;
    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(2 * HALF, 5);
    private static final String NASTY =
            "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>&lt;b&gt; \"quoted\"";

    @TempDir
    static Path directory;

    private static Browser browser;

    @BeforeAll
    static void startBrowser() throws Exception {
        Browser.missing().ifPresent(System.err::println);
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElseThrow());
        browser = Browser.start(Files.createDirectory(directory.resolve("profile")));
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void shouldShowLearnersAsTheyMoveAndAskNobodyElse() throws Exception {
        try (TestCluster cluster = new TestCluster(directory)) {
            MillraceConfig config = FlightConfigs.of(
                    "watched",
                    cluster.bootstrapServers(),
                    cluster.registryUrl(),
                    directory.resolve("state").toString(),
                    FlightConfigs.TWO_LEARNERS);
            cluster.createEvents(config, 1);
            cluster.send(config, FLIGHTS.subList(0, HALF), 0);
            String url;
            try (MillraceServer server = MillraceServer.start(config, note -> {})) {
                url = server.url();
                AppRun.await(server.app(), header -> header.getOffset() == HALF - 1);
                browser.show(1280, 900, "light");
                browser.requested();
                browser.open(url + "/");
                assertCurve(cluster, config, HALF);
                cluster.send(config, FLIGHTS.subList(HALF, 2 * HALF), HALF);
                assertCurve(cluster, config, 2 * HALF);
                AppRun.await(server.app(), header -> header.getOffset() == 2 * HALF - 1);
                assertCards(url);
                assertPicked(url);
                assertQuarantine(cluster, config);
                assertReadableOnPhone();
                assertColours();
                assertThat(browser.console()).isEmpty();
                assertThat(browser.requested())
                        .hasSizeGreaterThan(10)
                        .allMatch(asked -> asked.startsWith(url + "/") || asked.startsWith("data:"));
            }
            assertLost();
        }
    }

    @Test
    void shouldAskForTheTokenWhenAnAnswerIsRefused() throws Exception {
        MillraceConfig config =
                FlightConfigs.of("guarded", "127.0.0.1:1", "mock://guarded", "unused", FlightConfigs.TWO_LEARNERS);
        LossHistories histories = new LossHistories(List.of("champion", "challenger"));
        histories.add(TestReports.report("champion", 40));
        TailStatus current = new TailStatus(true, null);
        PageRoutes page = new PageRoutes();
        Routes guard = routes -> routes.before("/live", request -> {
            if (!"Bearer right".equals(request.header("Authorization"))) {
                throw new UnauthorizedResponse("expected a token");
            }
        });
        LiveFeed feed = new LiveFeed(new LiveFeed.Sources(
                "guarded",
                "here:1",
                () -> "RUNNING",
                histories,
                new QuarantineLog("guarded-quarantine"),
                new LiveLearners(config, new ProgressBoard(), progress -> 0, histories),
                () -> current));
        feed.start();
        try (QueryServer server = QueryServer.start(
                Listener.open(new HttpConfig("127.0.0.1", 0)),
                List.of(guard, new IndexRoutes(page::page), page, new LiveRoutes(feed)))) {
            browser.open("http://127.0.0.1:" + server.port() + "/");
            for (String token : List.of("wrong", "right")) {
                browser.await("return document.getElementById('ask-token').open", JsonNode::booleanValue);
                browser.type("#token", token);
                browser.click("#token-form [type=submit]");
            }
            browser.await(
                    "const line = document.querySelector('.line'); return line ? line.dataset.last : ''",
                    last -> last.textValue().equals("0.05"));
            assertThat(browser.run("return sessionStorage.getItem('millrace-token')")
                            .textValue())
                    .isEqualTo("right");
            feed.close();
        } finally {
            feed.close();
            // What the browser said about the refused answers.
            browser.console();
        }
    }

    /** The line of the chart has all reports, and ends with the last one. */
    private static void assertCurve(TestCluster cluster, MillraceConfig config, int events) throws Exception {
        for (String learner : List.of("champion", "challenger")) {
            String line = "document.querySelector('[data-line=\"" + learner + "\"]')";
            browser.await(
                    "return " + line + " ? Number(" + line + ".dataset.points) : 0",
                    points -> points.intValue() >= events / 100);
            LossReport last = cluster.committed(config, config.topics().lossReports(), LossReport.class).stream()
                    .filter(report -> report.getLearner().equals(learner))
                    .reduce((former, later) -> later)
                    .orElseThrow();
            assertThat(last.getOffset()).isEqualTo(events - 1);
            assertThat(browser.run("return [Number(" + line + ".dataset.points), Number(" + line + ".dataset.last)]")
                            .toString())
                    .isEqualTo("[" + events / 100 + "," + last.getWindowLoss() + "]");
        }
    }

    /** Once all is learned, the cards show what the instance answers. */
    private static void assertCards(String url) throws Exception {
        JsonNode learners = ask(url + "/learners");
        for (JsonNode learner : learners) {
            String card = "document.querySelector('.card[data-learner=\""
                    + learner.get("name").textValue() + "\"]')";
            String digest = learner.at("/provenance/digest").textValue();
            browser.await(
                    "return " + card + ".querySelector('.whose').dataset.digest",
                    shown -> shown.textValue().equals(digest));
            JsonNode shown = browser.run("const card = " + card + "; return {"
                    + "loss: Number(card.querySelector('.big strong').dataset.value),"
                    + "examples: Number(card.querySelector('[data-figure=examples]').dataset.value),"
                    + "champion: card.querySelector('.badge').textContent,"
                    + "whose: card.querySelector('.whose').textContent}");
            assertThat(shown.get("loss").doubleValue())
                    .isEqualTo(learner.get("windowLoss").doubleValue());
            assertThat(shown.get("examples").longValue())
                    .isEqualTo(learner.at("/provenance/examples").longValue());
            assertThat(shown.get("champion").textValue())
                    .isEqualTo(learner.get("champion").booleanValue() ? "champion" : "elsewhere");
            assertThat(shown.get("whose").textValue()).isEqualTo("watched-events-0@" + (2 * HALF - 1) + " · " + digest);
        }
    }

    private static void assertPicked(String url) throws Exception {
        browser.click(".card[data-learner=challenger] button.name");
        assertThat(browser.run("return document.getElementById('detail-name').textContent")
                        .textValue())
                .isEqualTo("challenger");
        JsonNode top = ask(url + "/learners/challenger/top?limit=15");
        String rows = browser.await(
                        "return [...document.querySelectorAll('#weights li')].map(bar => Number(bar.dataset.row))",
                        found -> found.size() == 15)
                .toString();
        assertThat(rows)
                .isEqualTo(new ObjectMapper()
                        .valueToTree(top.findValuesAsText("row"))
                        .toString()
                        .replace("\"", ""));
        assertThat(browser.run("return document.querySelector('[data-fact=digest] .value').textContent")
                        .textValue())
                .isEqualTo(top.at("/provenance/digest").textValue());
        assertThat(browser.run("return [...document.querySelectorAll('.card')].map(card => card.querySelector('button')"
                                + ".getAttribute('aria-pressed')).join()")
                        .textValue())
                .isEqualTo("false,true");
        browser.click("[data-line=champion]");
        assertThat(browser.await(
                                "return document.querySelector('[data-line=champion]').getAttribute('aria-pressed')",
                                pressed -> pressed.textValue().equals("false"))
                        .textValue())
                .isEqualTo("false");
        browser.click(".switch label:last-child");
        double meanLoss = ask(url + "/learners/challenger/history?limit=1")
                .at("/points/0/meanLoss")
                .doubleValue();
        browser.await(
                "return Number(document.querySelector('[data-line=challenger]').dataset.last)",
                last -> last.doubleValue() == meanLoss);
    }

    /** Whatever a reason is, it is text. */
    private static void assertQuarantine(TestCluster cluster, MillraceConfig config) throws Exception {
        String topic = config.topics().quarantine();
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer();
                AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(config.registry(), false);
            byte[] value = serializer.serialize(topic, TestReports.quarantined(77, QuarantineStage.LABEL, NASTY));
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
        browser.await(
                "return document.getElementById('quarantine-total').dataset.value",
                total -> total.asText().equals("1"));
        JsonNode cells =
                browser.run("return [...document.querySelectorAll('#reasons tbody td')].map(cell => cell.textContent)");
        assertThat(cells.get(1).textValue()).isEqualTo("LABEL");
        assertThat(cells.get(2).textValue()).isEqualTo("flights-3@77");
        assertThat(cells.get(3).textValue()).isEqualTo("all");
        assertThat(cells.get(4).textValue()).isEqualTo(NASTY);
        assertThat(browser.run(
                                "return [window.hacked, document.querySelectorAll('#reasons script, #reasons img').length]")
                        .toString())
                .isEqualTo("[null,0]");
    }

    /** Nothing to scroll sideways, beside a scroll bar. */
    private static void assertReadableOnPhone() throws Exception {
        browser.show(375, 800, "light");
        browser.await("return window.innerWidth", width -> width.intValue() == 375);
        // Charts follow the width a moment later.
        browser.await(
                "const root = document.documentElement; return root.scrollWidth - root.clientWidth",
                hidden -> hidden.intValue() == 0);
        browser.await(
                "return [...document.querySelectorAll('main *, header *')].filter(some =>"
                        + " some.getClientRects().length > 0 && !some.closest('.hidden')"
                        + " && some.getBoundingClientRect().right > window.innerWidth)"
                        + ".map(some => some.outerHTML)",
                cut -> cut.isEmpty());
    }

    private static void assertColours() throws Exception {
        for (List<String> expected :
                List.of(List.of("light", "rgb(255, 255, 255)"), List.of("dark", "rgb(20, 23, 27)"))) {
            browser.show(1280, 900, expected.get(0));
            browser.await(
                    "return getComputedStyle(document.documentElement).backgroundColor",
                    colour -> colour.textValue().equals(expected.get(1)));
        }
    }

    private static void assertLost() throws Exception {
        JsonNode said = browser.await(
                "const lost = document.getElementById('lost'); return lost.hidden ? '' : lost.textContent",
                text -> !text.textValue().isEmpty());
        assertThat(said.textValue())
                .matches("Connection lost \\(.+\\), showing what was known at \\d\\d:\\d\\d:\\d\\d\\..+");
        browser.console();
    }

    private static JsonNode ask(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }
}
