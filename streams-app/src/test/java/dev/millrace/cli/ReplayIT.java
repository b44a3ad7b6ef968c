package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.testing.AppRun;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays of what an application has learned on a real broker: a replay equals the live learner. */
class ReplayIT {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(450, 5);

    @TempDir
    static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new TestCluster(folder);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldEndWithTheDigestOfTheRunningLearner() throws Exception {
        String file = write("equal", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 1);
        List<byte[]> values = new ArrayList<>(cluster.encode(config, FLIGHTS));
        values.add(120, new byte[] {1});
        values.add(130, "no Avro".getBytes(StandardCharsets.UTF_8));
        cluster.sendBytes(config, values, 0);
        List<ModelHeader> live = AppRun.until(config, header -> header.getOffset() == 451);

        for (ModelHeader learner : live) {
            String digest = String.format("%016x", learner.getDigest());
            Run same = Run.of("replay", "-c", file, "--learner", learner.getLearner(), "--expect-digest", digest);
            assertThat(same.exitCode()).as(same.err()).isZero();
            assertThat(same.err()).endsWith("note: digest " + digest + ", as expected\n");
        }
        Run json = Run.of("replay", "-c", file, "--json");
        JsonNode report = new ObjectMapper().readTree(json.out());
        assertThat(report.at("/unusable").asInt()).isEqualTo(2);
        assertThat(report.at("/firstFaults/0").asText()).startsWith("equal-events-0@120: ");
        assertThat(report.at("/positions/equal-events-0").asInt()).isEqualTo(451);

        Run other = Run.of(
                "replay", "-c", file, "--learner", "champion", "--until", "300", "--expect-digest", "0123456789abcdef");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).endsWith(", expected 0123456789abcdef\n");
    }

    @Test
    void shouldReplayTheSequenceWhenTheEventsCameFromSeveralPartitions() throws Exception {
        String file = write("several", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 3);
        cluster.send(config, FLIGHTS, 0);
        long labeled =
                FLIGHTS.stream().filter(event -> event.get("delay") != null).count();
        ModelHeader champion =
                AppRun.until(config, header -> header.getExamples() == labeled).get(0);

        Run run = Run.of(
                "replay",
                "-c",
                file,
                "--learner",
                "champion",
                "--topic",
                "several-sequence",
                "--expect-digest",
                String.format("%016x", champion.getDigest()));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Run.of("replay", "-c", file, "--learner", "champion").err())
                .contains("--topic several-sequence replays it");
    }

    @Test
    void shouldHandOverToARunningLearnerThatGoesOnBehindTheReplay() throws Exception {
        String file = write("handed", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        Path winner = folder.resolve("winner.yaml");
        Path model = folder.resolve("winner.model");

        Run replay = Run.of(
                "replay",
                "-c",
                file,
                "--try",
                "optimizer=sgd,adagrad",
                "--try",
                "rate=0.001,0.2",
                "--until",
                "299",
                "--emit-config",
                winner.toString(),
                "--warm-start",
                model.toString());
        assertThat(replay.exitCode()).as(replay.err()).isZero();
        assertThat(replay.err()).contains("note: wrote " + model + ", what it has learned, behind the last event");
        assertThat(winner).content().contains("warm-start: " + model);

        MillraceConfig handed = MillraceConfig.load(winner);
        String name = handed.learners().get(0).name();
        assertThat(name).isIn("adagrad-rate0.2", "sgd-rate0.2");
        ModelHeader live =
                AppRun.until(handed, header -> header.getOffset() == 449).get(0);
        Run whole = Run.of(
                "replay",
                "-c",
                winner.toString(),
                "--learner",
                name,
                "--expect-digest",
                String.format("%016x", live.getDigest()));
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(live.getLearner()).isEqualTo(name);
        assertThat(cluster.committed(handed, handed.topics().predictions(), Prediction.class))
                .filteredOn(prediction -> prediction.getLearner().equals(name))
                .hasSize(150)
                .allSatisfy(
                        prediction -> assertThat(prediction.getSourceOffset()).isGreaterThan(299));
    }

    @Test
    void shouldSayWhatIsWrongWithATopic() throws Exception {
        String file = write("wrong", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));

        Run missing = Run.of("replay", "-c", file);
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.out()).isEmpty();
        assertThat(missing.err())
                .endsWith("millrace replay: there is no topic 'wrong-events' at " + cluster.bootstrapServers()
                        + "; check its name, or create it\n");
        cluster.createEvents(config, 1);
        assertThat(Run.of("replay", "-c", file).exitCode()).isEqualTo(1);
        cluster.sendBytes(config, List.of(new byte[] {1}, new byte[] {2}), 0);
        Run garbage = Run.of("replay", "-c", file);
        assertThat(garbage.exitCode()).isEqualTo(1);
        assertThat(garbage.out()).isEmpty();
        assertThat(garbage.err())
                .contains("there was nothing to learn from: 2 events in topic wrong-events", "2 of them unusable");
        assertThat(Run.of("replay", "-c", file, "--from", "7").exitCode()).isEqualTo(1);
        assertThat(Run.of("replay", "-c", file, "--from", "1", "--until", "0").exitCode())
                .isEqualTo(2);
    }

    private static String write(String application, String learners) throws IOException {
        String yaml = FlightConfigs.yaml(
                application,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                folder.resolve("state-" + application).toString(),
                learners);
        return Files.writeString(folder.resolve(application + ".yaml"), yaml).toString();
    }
}
