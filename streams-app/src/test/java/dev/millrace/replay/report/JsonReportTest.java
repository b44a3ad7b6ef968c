package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.replay.CandidateResult.Frozen;
import dev.millrace.replay.ReplayResult.Rung;
import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    private static final String CONFIG = "application: flights\n";

    @Test
    void shouldGiveTheSameBytesButForTheTimesWhenMadeAgain() {
        String first = json(report(), SyntheticReplay.TIMES);
        String second = json(report(), new RunTimes(Instant.EPOCH, Duration.ofSeconds(1), 5.5, 4));

        int times = first.indexOf("  \"times\" : {");
        assertThat(first.substring(0, times)).isEqualTo(second.substring(0, second.indexOf("  \"times\" : {")));
        assertThat(first.substring(times)).isEqualTo("""
                          "times" : {
                            "startedAt" : "2026-01-02T03:04:05Z",
                            "seconds" : 8.7,
                            "eventsPerSecond" : 34482.8,
                            "threads" : 2
                          }
                        }
                        """);
    }

    @Test
    void shouldHaveTheDocumentedKeysInTheirOrder() throws IOException {
        JsonNode root = parsed();

        assertThat(keys(root))
                .containsExactly(
                        "format",
                        "input",
                        "measure",
                        "positions",
                        "events",
                        "unusable",
                        "firstFaults",
                        "examples",
                        "holdout",
                        "endedEarly",
                        "rungs",
                        "rankedBy",
                        "baselines",
                        "interval",
                        "leader",
                        "leaderConfig",
                        "candidates",
                        "times");
        assertThat(keys(root.path("candidates").path(0)))
                .containsExactly(
                        "rank",
                        "name",
                        "settings",
                        "optimizer",
                        "rate",
                        "fingerprint",
                        "finished",
                        "rung",
                        "score",
                        "loss",
                        "recentLoss",
                        "runningMeanLoss",
                        "difference",
                        "evaluation",
                        "calibration",
                        "holdout",
                        "frozen",
                        "refusals",
                        "epochs",
                        "learned",
                        "signs");
    }

    @Test
    void shouldHoldAllFigures() throws IOException {
        JsonNode root = parsed();
        JsonNode leader = root.path("candidates").path(0);
        JsonNode dropped = root.path("candidates").path(1);

        assertThat(root.path("positions").path("flights-0").asLong()).isEqualTo(29_999);
        assertThat(root.path("rungs").toString())
                .isEqualTo("[{\"progress\":0.5,\"examples\":32,\"before\":2,\"after\":1}]");
        assertThat(root.path("baselines").toString())
                .isEqualTo("{\"runningMean\":{\"loss\":0.5,\"accuracy\":0.801,\"rmse\":null},"
                        + "\"noChange\":{\"accuracy\":0.706,\"rmse\":null}}");
        assertThat(root.path("leader").asText()).isEqualTo("sgd-0.05");
        assertThat(root.path("leaderConfig").asText()).isEqualTo(CONFIG);
        assertThat(leader.path("settings").toString()).isEqualTo("{\"optimizer\":\"sgd\",\"rate\":\"0.05\"}");
        assertThat(leader.path("loss").asDouble()).isEqualTo(0.25);
        assertThat(leader.path("difference").isNull()).isTrue();
        assertThat(leader.path("rung").isNull()).isTrue();
        assertThat(leader.path("frozen").toString())
                .isEqualTo("{\"examples\":43,\"frozenLoss\":0.375,\"liveLoss\":0.25}");
        assertThat(leader.path("learned").toString())
                .isEqualTo("{\"step\":64,\"examples\":64,\"digest\":\"0b2e78f0e4838ddb\",\"rate\":0.05}");
        assertThat(leader.path("epochs").toString()).isEqualTo("[{\"trainLoss\":0.45,\"holdoutLoss\":null}]");
        assertThat(leader.path("calibration")
                        .path("bins")
                        .path(9)
                        .path("examples")
                        .asInt())
                .isEqualTo(10);
        assertThat(dropped.path("rung").asInt()).isZero();
        assertThat(dropped.path("difference").toString())
                .isEqualTo("{\"mean\":0.5,\"low\":0.5,\"high\":0.5,\"blocks\":32,\"runLength\":4,\"examples\":32}");
    }

    @Test
    void shouldWriteNullWhenAFigureIsNotFinite() throws IOException {
        SyntheticReplay replay = new SyntheticReplay()
                .with(new Entry("nan").losing(4, i -> Double.NaN))
                .with(new Entry("infinite").losing(4, i -> Double.POSITIVE_INFINITY));

        JsonNode root = new ObjectMapper().readTree(JsonReport.bytes(replay.report(), CONFIG, SyntheticReplay.TIMES));

        assertThat(root.path("candidates").path(0).path("loss").isNull()).isTrue();
        assertThat(root.path("candidates").path(1).path("loss").isNull()).isTrue();
        assertThat(root.path("candidates")
                        .path(1)
                        .path("difference")
                        .path("mean")
                        .isNull())
                .isTrue();
    }

    @Test
    void shouldHoldAllCandidatesWhenThereAreMany() throws IOException {
        SyntheticReplay replay = new SyntheticReplay();
        for (int i = 0; i < 300; i++) {
            replay.with(new Entry("candidate-" + i).losing(4, example -> 0.3));
        }

        JsonNode root = new ObjectMapper().readTree(JsonReport.bytes(replay.report(), CONFIG, SyntheticReplay.TIMES));

        assertThat(root.path("candidates")).hasSize(300);
        assertThat(root.path("candidates").path(299).path("name").asText()).isEqualTo("candidate-299");
    }

    static ReplayReport report() {
        SyntheticReplay replay = new SyntheticReplay();
        replay.rungs = List.of(new Rung(0.5, 32, 2, 1));
        Entry best = new Entry("sgd-0.05").learning("sgd", "0.05").losing(64, i -> 0.25);
        best.frozen = new Frozen(43, 0.375, 0.25);
        Entry dropped = new Entry("adam-1").learning("adam", "1").losing(32, i -> 0.75);
        dropped.rung = 0;
        return replay.with(dropped).with(best).report();
    }

    private static JsonNode parsed() throws IOException {
        return new ObjectMapper().readTree(json(report(), SyntheticReplay.TIMES));
    }

    private static String json(ReplayReport report, RunTimes times) {
        return new String(JsonReport.bytes(report, CONFIG, times), StandardCharsets.UTF_8);
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
