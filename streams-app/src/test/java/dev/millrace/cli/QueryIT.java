package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.app.MillraceServer;
import dev.millrace.client.ApiJson;
import dev.millrace.config.MillraceConfig;
import dev.millrace.http.ApiDescription;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace query} and the description of what it asks, against an application on a real broker. */
class QueryIT {

    private static final int EVENTS = 1_000;
    private static final int LAST_REPORT = 980;
    private static final String TRAINED =
            "champion: step 980, 980 examples, trained through queried-events-0@999, digest ";

    @TempDir
    static Path directory;

    private static TestCluster cluster;
    private static MillraceServer server;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(directory);
        MillraceConfig config = FlightConfigs.of(
                "queried",
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                directory.resolve("state").toString(),
                FlightConfigs.TWO_LEARNERS);
        cluster.createEvents(config, 1);
        cluster.send(config, FlightEvents.of(EVENTS, 3), 0);
        server = MillraceServer.start(config, note -> {});
        AppRun.await(server.app(), header -> header.getOffset() == EVENTS - 1);
    }

    @AfterAll
    static void stop() {
        server.close();
        cluster.close();
    }

    @Test
    void shouldAnswerEveryQuestionWithATableThatSaysHowFarItWasTrained() {
        for (List<String> question : List.of(
                List.of("learners"),
                List.of("summary", "champion"),
                List.of("top", "champion"),
                List.of("parameters", "champion"),
                List.of("feature", "champion", "origin"),
                List.of("scaler", "champion"))) {
            Run run = ask(question);
            assertThat(run.err()).isEmpty();
            assertThat(run.outLines().get(run.outLines().size() - 1))
                    .as(question.toString())
                    .startsWith(TRAINED)
                    .contains("; by 127.0.0.1:");
            assertThat(run.outLines()).hasSizeGreaterThan(2);
        }
        assertThat(ask(List.of("learners", "--at-least", "0:" + (EVENTS - 1))).exitCode())
                .isZero();
        assertThat(ask(List.of("quarantine")).out()).startsWith("0 events in quarantine (topic '");
        assertThat(ask(List.of("instances")).outLines())
                .element(1)
                .asString()
                .matches("127.0.0.1:\\d+ +learns  was asked");
    }

    @Test
    void shouldShowTheReportsOfTheTopic() throws Exception {
        AppRun.await(server.app(), () -> {
            JsonNode answer = ApiJson.tree(
                    ask(List.of("history", "champion", "--json")).out().getBytes(StandardCharsets.UTF_8));
            return answer.at("/source/current").booleanValue()
                    && answer.at("/provenance/examples").longValue() == LAST_REPORT;
        });

        List<String> lines = ask(List.of("history", "champion", "--limit", "3")).outLines();

        assertThat(lines.get(0)).startsWith("EXAMPLES  EVENT TIME");
        assertThat(lines.get(3)).startsWith("     " + LAST_REPORT + "  ");
        assertThat(lines.get(4)).isEqualTo("3 of 10 reports");
        assertThat(lines.get(5)).startsWith(TRAINED);
    }

    @Test
    void shouldWriteAModelFileThatIsWhole() throws Exception {
        Path file = directory.resolve("model.avro");

        Run run = ask(List.of("model", "champion", "--out", file.toString()));

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).endsWith(" bytes, which the application calls champion-queried-events-0-999.avro\n");
        assertThat(Files.readAllBytes(file)).startsWith('O', 'b', 'j', 1).hasSizeGreaterThan(1_000);
    }

    @Test
    void shouldWatchUntilCtrlCAndEndWell() throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Millrace.class.getName(),
                        "query",
                        "learners",
                        "--watch",
                        "1")
                .redirectError(directory.resolve("watch.err").toFile());
        command.environment().put(QueryConnectionMixin.URL, server.url());
        Process watch = command.start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            assertThat(first).startsWith("LEARNER ");
            for (String line = lines.readLine(); !first.equals(line); line = lines.readLine()) {
                assertThat(line).isNotNull();
            }
            String signal = DemoIT.isInterruptIgnored() ? "TERM" : "INT";
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + watch.pid())
                    .start()
                    .waitFor();
            assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).isZero();
        } finally {
            watch.destroyForcibly();
        }
        assertThat(directory.resolve("watch.err")).isEmptyFile();
    }

    @Test
    void shouldServeExactlyWhatItDescribes() throws Exception {
        ApiDescription description = ApiDescription.read();
        assertThat(new TreeSet<>(server.questions())).isEqualTo(description.operations());
        HttpClient client = HttpClient.newHttpClient();
        JsonNode served =
                ApiDescription.MAPPER.readTree(get(client, "/openapi.json").body());
        assertThat(served.at("/info/title").textValue()).isEqualTo("Millrace");
        for (String operation : description.operations()) {
            String path = operation.substring(operation.indexOf(' ') + 1);
            if (operation.startsWith("GET") && !path.equals("/live")) {
                HttpResponse<String> answer = get(
                        client,
                        path.replace("{name}", "champion")
                                .replace("{row}", "0")
                                .replace("{feature}", "origin")
                                .replace("{file}", "page.css"));
                String type = answer.headers().firstValue("Content-Type").orElse(null);
                assertThat(description.require(operation, answer.statusCode(), type, answer.body()))
                        .as(operation)
                        .isEqualTo("200");
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }

    private static Run ask(List<String> question) {
        List<String> all = new ArrayList<>(List.of("query"));
        all.addAll(question);
        all.addAll(List.of("--url", server.url()));
        return Run.of(all.toArray(String[]::new));
    }
}
