package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replays of a file, without any broker. */
class ReplayCommandTest {

    private static final List<String> GRID = List.of("--try", "optimizer=sgd,adagrad", "--try", "rate=0.001..1:3");

    @TempDir
    private Path folder;

    private String config;
    private String events;

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(
                        folder.resolve("flights.yaml"),
                        FlightConfigs.yaml(
                                "flights", "127.0.0.1:1", "http://127.0.0.1:1", "state", FlightConfigs.TWO_LEARNERS))
                .toString();
        events = Files.write(
                        folder.resolve("flights.jsonl"),
                        FlightEvents.of(3_000, 4).stream()
                                .map(GenericRecord::toString)
                                .toList())
                .toString();
    }

    @Test
    void shouldShowTheLearnersOfTheConfigBestFirst() {
        Run run = run(List.of());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEqualTo("note: 2 candidates; " + run.err().substring("note: 2 candidates; ".length()));
        assertThat(run.outLines().get(0)).isEqualTo("file " + events);
        assertThat(run.out()).contains("2 candidates by mean logistic loss over the stream", "challenger", "champion");
    }

    @Test
    void shouldPrintTheReportAndNothingElseAsJson() throws Exception {
        Run run = run(GRID, "--json");

        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.at("/candidates").size()).isEqualTo(6);
        assertThat(run.out()).startsWith("{").endsWith("}\n");
        assertThat(report.at("/examples").asInt()).isBetween(2_900, 3_000);
    }

    @Test
    void shouldGiveTheSameBytesAgainWhateverTheThreads() throws Exception {
        ObjectNode first = withoutTimes(run(GRID, "--json", "--threads", "1"));
        ObjectNode second = withoutTimes(run(GRID, "--json", "--threads", "3"));

        assertThat(second.toString()).isEqualTo(first.toString());
    }

    @Test
    void shouldWriteReportAndWinner() throws Exception {
        Path report = folder.resolve("report");
        Path winner = folder.resolve("winner.yaml");

        Run run = run(GRID, "--report", report.toString(), "--emit-config", winner.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        try (Stream<Path> files = Files.list(report)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "report.json", "report.html", "curves.csv", "loss-curves.png", "rate-loss.png");
        }
        JsonNode json = new ObjectMapper().readTree(Files.readString(report.resolve("report.json")));
        MillraceConfig emitted = MillraceConfig.load(winner);
        assertThat(emitted.learners().get(0).name())
                .isEqualTo(json.at("/leader").asText());
        assertThat(json.at("/leaderConfig").asText()).isEqualTo(Files.readString(winner));
        assertThat(emitted.learners().get(1).name()).isEqualTo("challenger");
    }

    @Test
    void shouldSayThatTheBestRateIsAtTheEdge() {
        Run run = run(List.of("--try", "rate=0.00001,0.0001,0.001"));

        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("the best rate, 0.001, is the highest of 3 from 0.00001 to 0.001; try higher");
    }

    @Test
    void shouldDropMostOfManyCandidatesEarly() throws Exception {
        Run run = run(List.of("--try", "rate=0.00001..10.0", "--random", "40"), "--json");

        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(run.err()).contains("40 candidates; ", "the worse ones are dropped after 6.3 %, 25 % of the input");
        assertThat(report.at("/rungs").size()).isEqualTo(2);
        assertThat(report.at("/rungs/1/after").asInt()).isEqualTo(4);
        assertThat(report.at("/candidates").size()).isEqualTo(40);
        assertThat(report.at("/candidates/0/finished").asBoolean()).isTrue();
        assertThat(report.at("/candidates/39/finished").asBoolean()).isFalse();
    }

    @Test
    void shouldHoldOutATenthWhenThereAreSeveralEpochs() throws Exception {
        Run run = run(List.of("--learner", "champion"), "--epochs", "3", "--json");

        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.at("/holdout").asInt()).isBetween(240, 360);
        assertThat(report.at("/candidates/0/epochs").size()).isEqualTo(3);
        assertThat(report.at("/candidates/0/epochs/2/holdoutLoss").asDouble()).isBetween(0.5, 0.7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --expect-digest 0 | --expect-digest: expected one candidate, got 2; pick one with --learner NAME
                    --warm-start m | --warm-start: expected --emit-config beside it
                    --from 3 | --topic, --from and --until: are for topics; a file is replayed as a whole
                    --random 3 | --random: expected --try options to draw from
                    --learner nobody | --learner: expected one of champion, challenger, got 'nobody'
                    --epochs 0 | --epochs: expected 1 or more, got 0
                    --holdout 1 | --holdout: expected 0 or more and less than 1, got 1.0
                    --try task=regression | --try
                    """)
    void shouldExitWithTwoWhenTheOptionsMakeNoSense(String options, String message) {
        Run run = run(List.of(options.split(" ")));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("millrace replay: " + message);
    }

    @Test
    void shouldExitWithOneWhenThereIsNothingToLearnFrom() throws Exception {
        Files.writeString(Path.of(events), "");
        assertThat(run(List.of()).exitCode()).isEqualTo(1);

        Files.writeString(
                Path.of(events),
                "{\"departure\": 1, \"origin\": \"A\", \"destination\": \"B\", \"delay\": null,"
                        + " \"distance\": 1.5}\n");
        Run unlabeled = run(List.of());
        assertThat(unlabeled.exitCode()).isEqualTo(1);
        assertThat(unlabeled.err()).contains("there was nothing to learn from: 1 events in file");
        assertThat(Run.of("replay", "-c", config, "nowhere.csv").err()).endsWith("nowhere.csv: no such file\n");
    }

    private Run run(List<String> options, String... more) {
        return Run.of(Stream.of(List.of("replay", "-c", config), options, List.of(more), List.of(events))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }

    private static ObjectNode withoutTimes(Run run) throws IOException {
        ObjectNode report = (ObjectNode) new ObjectMapper().readTree(run.out());
        assertThat(report.remove("times")).isNotNull();
        return report;
    }
}
