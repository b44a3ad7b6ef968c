package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.client.ApiJson;
import dev.millrace.config.HttpConfig;
import dev.millrace.config.Secret;
import dev.millrace.http.QueryServer;
import dev.millrace.http.TestServer;
import dev.millrace.query.Json;
import dev.millrace.query.QueryRig;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace query} against a server that answers from a learner of 100 events. */
class QueryCommandTest {

    private static final String TOKEN = "a-token-of-sixteen-and-more";

    @TempDir
    static Path folder;

    private static QueryRig rig;
    private static QueryServer server;

    @BeforeAll
    static void learn() throws IOException {
        rig = new QueryRig(TripConfigs.binary(folder));
        rig.feed(TripEvents.of(100, 1));
        server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING);
    }

    @AfterAll
    static void close() {
        server.close();
        rig.close();
    }

    @Test
    void shouldShowAllLearnersInATable() {
        assertOut(ask("learners"), """
                LEARNER       LOSS  WINDOW  BASELINE       RATE  EXAMPLES  POSITION    DIGEST              AGE  BY
                champion    1.1811  0.8889    0.6417  0.0001005        98  trips-0@99  f7b03865549e25f7  0.0 s  \
                127.0.0.1:0
                challenger  0.7099  0.6663    0.6417       0.01        98  trips-0@99  235444de1855929f  0.0 s  \
                127.0.0.1:0
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldShowALearnerBesideTheBaselines() {
        assertOut(ask("summary", "champion"), """
                learner        champion (champion), binary, logistic loss
                classes        delay <= 15, delay > 15
                optimizer      type sgd
                rate           type inverse-sqrt, value 0.001; now 0.0001005
                batch          1
                events         98 examples, 2 unlabeled, 0 refused; the last of 2001-01-02T09:57:02.133Z
                          LEARNER  WINDOW  RUNNING MEAN  NO CHANGE
                loss       1.1811  0.8889        0.6417          -
                accuracy    65.3%   62.5%         68.4%      65.3%
                AUC        0.5691       -             -          -
                gradient norm  27.75, over the window 60.95; 0 steps clipped, 0 refused
                size           266 weights in 266 of 266 rows
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldSayThatALearnerHasNoExperts() {
        assertOut(ask("experts", "champion"), """
                it has no experts: its optimizer is not auto
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldShowTheLargestWeightsWithBars() {
        assertOut(ask("top", "champion", "--limit", "5"), """
                ROW  FEATURE  VALUE  CLASS        WEIGHT
                  2  seats    -      delay > 15  -0.0122  ████████████|
                  1  far      -      delay > 15  +0.0084              |████████
                114  weekend  false  delay > 15  +0.0016              |██
                109  weekend  true   delay > 15  -0.0012             █|
                186  origin   Ö0     delay > 15  -0.0007             █|
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldShowRowsAndHowToGoOn() {
        assertOut(ask("parameters", "champion", "--from", "4", "--limit", "3"), """
                ROW  FEATURE  VALUE  WEIGHTS
                  4  hour     cos    +0.0003
                  5  tag      0      -0.0004
                  6  tag      1      +0.0002
                there are more: --from 7
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldShowTheRowsOfAFeature() {
        assertOut(ask("feature", "champion", "origin", "--limit", "4"), """
                ROW  NAME       FIRST SEEN AS  WEIGHTS
                 17  origin=Ö6  -              -0.0001
                 19  origin=Ö7  -              +0.0006
                 26  origin=Ö8  -              +0.0004
                 46  origin=Ö1  -              -0.0004
                its rows are hashed: other values may share them; there are more: --from 60
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldShowWhatFeaturesAreScaledBy() {
        assertOut(ask("scaler", "champion"), """
                FEATURE  FIELDS    TRANSFORM  VALUES   MEAN  DEVIATION
                far      distance  log1p          94  6.844     0.7507
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldPredictAnEventFromTheCommandLine() {
        String event = TripEvents.json(TripEvents.of(101, 1).get(100)).toString();

        assertOut(ask("predict", "champion", event), """
                EVENT  PREDICTION    SCORE  CLASS        EVENT TIME
                    0      0.0799  -2.4439  delay <= 15  2001-01-02T10:17:36.700Z
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldPredictAListFromAFileAndTellWhatIsWrongWithItsEvents() throws IOException {
        String event = TripEvents.json(TripEvents.of(101, 1).get(100)).toString();
        Path file = Files.writeString(folder.resolve("events.json"), "[" + event + ", {}, " + event + "]");

        assertOut(ask("predict", "champion", file.toString()), """
                EVENT  PREDICTION    SCORE  CLASS        EVENT TIME                REFUSED BECAUSE
                    0      0.0799  -2.4439  delay <= 15  2001-01-02T10:17:36.700Z  -
                    1           -        -  -            -                         expected the event's time, \
                because the model has a feature made of it, as field 'departure' or query parameter \
                'eventTime' (ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds since 1970-01-01T00:00Z), \
                found none
                    2      0.0799  -2.4439  delay <= 15  2001-01-02T10:17:36.700Z  -
                champion: step 98, 98 examples, trained through trips-0@99, digest f7b03865549e25f7; by \
                127.0.0.1:0, at most 0.0 s old (0 behind)
                """);
    }

    @Test
    void shouldWriteAWholeModelToAFile() throws IOException {
        Path file = folder.resolve("model.json");

        Run run = ask("model", "champion", "--out", file.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo("%s: %,d bytes, which the application calls champion-trips-0-99.json%n"
                        .formatted(file, Files.size(file)));
        assertThat(ApiJson.tree(Files.readAllBytes(file))
                        .at("/provenance/position/offset")
                        .longValue())
                .isEqualTo(99);
    }

    @Test
    void shouldLeaveNoFileBehindWhenThereIsNoModel() {
        Path file = folder.resolve("none.avro");

        Run run = ask("model", "nobody", "--out", file.toString());

        assertThat(run)
                .isEqualTo(new Run(
                        1,
                        "",
                        "millrace query model: expected one of the learners [champion, challenger], found 'nobody'\n"));
        assertThat(folder.toFile().list()).doesNotContain("none.avro", "none.avro.part");
    }

    @Test
    void shouldPrintTheAnswerWithAllItsDigitsAsJson() throws Exception {
        Run run = ask("top", "champion", "--limit", "1", "--json");

        String compact = run.out().replaceAll("\\n *", "").replace("\" : ", "\":");
        assertThat(compact.replaceAll("(?<=[\\[,]) | (?=])", ""))
                .isEqualTo(new String(Json.write(rig.queries().top("champion", 1)), UTF_8));
        assertThat(run.outLines()).hasSizeGreaterThan(20);
    }

    @Test
    void shouldTellWhyTheApplicationRefuses() {
        assertThat(ask("top", "champion", "--limit", "0"))
                .isEqualTo(new Run(1, "", "millrace query top: limit: expected 1 to 1000 rows, found 0\n"));
        assertThat(ask("learners", "--at-least", "0").err())
                .startsWith(
                        "millrace query learners: query parameter 'at-least': expected PARTITION:OFFSET of an event");
        assertThat(ask("feature", "champion", "a/b c?&d").err()).contains("'a/b c?&d'");
    }

    @Test
    void shouldAnswerOnceTrainedFarEnoughAndElseTellHowFarItIs() {
        assertThat(ask("learners", "--at-least", "0:99").exitCode()).isZero();
        Run run = ask("summary", "champion", "--at-least", "0:100", "--timeout", "1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("millrace query summary: ").contains("0:99");
    }

    @Test
    void shouldEndWithThreeWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;

        assertThat(Run.of("query", "learners", "--url", url))
                .isEqualTo(new Run(
                        3,
                        "",
                        "millrace query learners: cannot reach " + url
                                + ": nobody listens there; is millrace run running, and is --url right?\n"));
    }

    @Test
    void shouldEndWithTwoWhenTheUsageIsWrong() throws IOException {
        assertThat(Run.of("query", "learners", "--url", "127.0.0.1:8080"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "millrace query learners: --url: expected http://HOST:PORT or https://HOST:PORT without user or"
                                + " password, got '127.0.0.1:8080'\n"));
        assertThat(ask("learners", "--watch", "0"))
                .isEqualTo(new Run(2, "", "millrace query learners: --watch: expected 1 second or more, got 0\n"));
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(ask("learners", "--token-file", empty.toString()))
                .isEqualTo(
                        new Run(2, "", "millrace query learners: " + empty + ": expected a secret, found nothing\n"));
        assertThat(Run.of("query").err())
                .startsWith("millrace query: what about? There are predict, model, ")
                .contains("millrace query --help tells more.");
    }

    @Test
    void shouldTellTheExitCodesInItsHelp() {
        Run run = Run.of("query", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("""
                Exit codes:
                  0   answered; or watched until Ctrl-C
                  1   the application refused to answer, and said why
                  2   wrong usage
                  3   the application cannot be reached
                """);
    }

    @Test
    void shouldBearTheTokenOfTheFile() throws IOException {
        HttpConfig guarded = new HttpConfig("127.0.0.1", 0, null, new Secret(TOKEN), null, 4);
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "another-token-of-that-length");
        try (QueryServer asked = TestServer.start(guarded, rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            String url = "http://127.0.0.1:" + asked.port();
            assertThat(Run.of("query", "learners", "--url", url, "--token-file", token.toString())
                            .exitCode())
                    .isZero();
            Run refused = Run.of("query", "learners", "--url", url, "--token-file", wrong.toString());
            assertThat(refused)
                    .isEqualTo(new Run(
                            1,
                            "",
                            "millrace query learners: expected the header 'Authorization: Bearer TOKEN' with the token of"
                                    + " the application's config (http.token or http.token-file), found another token;"
                                    + " give it with --token-file, or in MILLRACE_TOKEN\n"));
        }
    }

    private static Run ask(String question, String... arguments) {
        List<String> all = new ArrayList<>(List.of("query", question));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.port()));
        return Run.of(all.toArray(String[]::new));
    }

    private static void assertOut(Run run, String expected) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(expected);
        assertThat(run.exitCode()).isZero();
    }
}
