package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.serde.AvroSerializer;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code verify} says of an application that has learned on a real broker. */
class VerifyIT {

    private static final List<GenericRecord> FLIGHTS = FlightEvents.of(450, 5);
    private static final String CHAMPION_ALONE = """
            learners:
              - {name: champion, optimizer: sgd, rate: {type: inverse-sqrt, value: 0.5}}
            """;

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
    void shouldSayEqualWhenEachLearnerWasLearnedAnew() throws Exception {
        String file = write("equal", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 1);
        // Two events that are quarantined, and do not count for a report.
        List<byte[]> values = new ArrayList<>(cluster.encode(config, FLIGHTS));
        values.add(120, new byte[] {1});
        values.add(130, "no Avro".getBytes(StandardCharsets.UTF_8));
        cluster.sendBytes(config, values, 0);
        AppRun.until(config, header -> header.getOffset() == 451);
        LossReport latest = report(config, "champion", 401);
        LossReport earlier = report(config, "challenger", 201);

        Run run = Run.of("verify", "--config", file);
        assertThat(run).isEqualTo(new Run(0, text("equal", latest, "equal", latest.getDigest()), ""));
        Run json = Run.of("verify", "-c", file, "--learner", "challenger", "--until", "201", "--json");
        assertThat(json.err()).isEmpty();
        assertThat(json.exitCode()).isZero();
        String learned = String.format(
                "{\"digest\":\"%s\",\"step\":6,\"examples\":%d,\"unlabeled\":%d,\"refused\":0}",
                earlier.getDigest(), earlier.getExamples(), earlier.getUnlabeled());
        assertThat(earlier.getExamples() + earlier.getUnlabeled()).isEqualTo(200);
        assertThat(json.out())
                .isEqualTo("{\"learner\":\"challenger\",\"fingerprint\":\"" + earlier.getFingerprint()
                        + "\",\"topic\":\"equal-events\",\"partition\":0,\"offset\":201,\"equal\":true,\"reported\":"
                        + learned + ",\"replayed\":" + learned + "}\n");

        assertThat(Run.of("verify", "-c", file, "--until", "150"))
                .isEqualTo(failed("topic 'equal-loss-reports' has no loss report of learner 'champion' at offset 150;"
                        + " offset 99 or 201 has one: give that as --until"));
        assertThat(Run.of("verify", "-c", file, "--until", "5000"))
                .isEqualTo(failed("topic 'equal-loss-reports' has no loss report of learner 'champion' at offset 5000;"
                        + " offset 401 has one: give that as --until"));

        String changed = write("equal", FlightConfigs.TWO_LEARNERS.replace("value: 0.5", "value: 0.4"));
        Run other = Run.of("verify", "-c", changed);
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.out()).isEmpty();
        assertThat(other.err())
                .startsWith(
                        "millrace verify: the loss report of learner 'champion' at equal-events-0@401 has fingerprint "
                                + latest.getFingerprint() + ", the config's is ")
                .endsWith(": it was learned with another config; give the one it was learned with\n");
        assertThat(Run.of("verify", "-c", changed, "--learner", "challenger").exitCode())
                .as("a learner whose config is the same")
                .isZero();
    }

    @Test
    void shouldSayEqualWhenExpertsLearnedAndAReplayEndsWithTheSameDigest() throws Exception {
        String file = write("experts", "learners: [{name: champion}]\n");
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 1);
        cluster.sendBytes(config, cluster.encode(config, FLIGHTS), 0);
        AppRun.until(config, header -> header.getOffset() == 449);
        LossReport latest = report(config, "champion", 399);

        Run verified = Run.of("verify", "--config", file);
        Run replayed =
                Run.of("replay", "--config", file, "--until", "399", "--expect-digest", latest.getDigest(), "--json");

        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains(latest.getDigest());
        assertThat(replayed.exitCode()).as(replayed.err()).isZero();
        assertThat(latest.getExperts()).hasSize(22);
    }

    @Test
    void shouldShowBothDigestsWhenTheyDiffer() throws Exception {
        String file = write("wrong", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        AppRun.until(config, header -> header.getOffset() == 449);
        LossReport right = report(config, "champion", 199);
        LossReport wrong =
                LossReport.newBuilder(right).setDigest("0123456789abcdef").build();
        publish(config, wrong);

        Run run = Run.of("verify", "-c", file);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .isEqualTo(text("wrong", wrong, "DIFFERENT", right.getDigest())
                        + "Both have seen as many events: the events or their order differ, or the state of the running"
                        + " learner was damaged, or another version of Millrace or of Java's time zones was used.\n");
        assertThat(Run.of("verify", "-c", file, "--until", "399").exitCode()).isZero();
    }

    @Test
    void shouldReplayTheSequenceWhenTheEventsCameFromSeveralPartitions() throws Exception {
        String file = write("several", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 3);
        cluster.send(config, FLIGHTS, 0);
        long labeled =
                FLIGHTS.stream().filter(event -> event.get("delay") != null).count();
        AppRun.until(config, header -> header.getExamples() == labeled);

        Run run = Run.of("verify", "-c", file);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("behind several-sequence-0@", ": equal\n");
    }

    @Test
    void shouldReplayACopyWhenTheFirstEventsAreDeleted() throws Exception {
        String file = write("deleted", FlightConfigs.TWO_LEARNERS);
        MillraceConfig config = MillraceConfig.load(Path.of(file));
        cluster.createEvents(config, 1);
        cluster.send(config, FLIGHTS, 0);
        AppRun.until(config, header -> header.getOffset() == 449);
        cluster.createTopic("deleted-copy", 1);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (ConsumerRecord<byte[], byte[]> event : cluster.committed("deleted-events")) {
                producer.send(new ProducerRecord<>("deleted-copy", event.key(), event.value()))
                        .get();
            }
        }
        cluster.deleteEventsBefore(config, 7);

        assertThat(Run.of("verify", "-c", file))
                .isEqualTo(
                        failed("topic 'deleted-events' begins at offset 7, expected 0: what was learned first has been"
                                + " deleted, and cannot be replayed. If there is a whole copy with the same offsets, give its"
                                + " name as --topic"));
        assertThat(Run.of("verify", "-c", file, "--topic", "deleted-copy").exitCode())
                .isZero();
        cluster.createTopic("deleted-empty", 1);
        assertThat(Run.of("verify", "-c", file, "--topic", "deleted-empty"))
                .isEqualTo(
                        failed("topic 'deleted-empty' ends at offset 0, before the event of the loss report, 399: it is"
                                + " not the topic that was learned from, or was created anew since"));
    }

    @Test
    void shouldSayWhyWhenALearnerWasAddedLater() throws Exception {
        String file = write("later", CHAMPION_ALONE);
        MillraceConfig alone = MillraceConfig.load(Path.of(file));
        cluster.createEvents(alone, 1);
        assertThat(Run.of("verify", "-c", file))
                .isEqualTo(failed("there is no topic 'later-loss-reports' at " + cluster.bootstrapServers()
                        + "; check its name, or create it"));
        cluster.send(alone, FLIGHTS.subList(0, 50), 0);
        AppRun.until(alone, header -> header.getOffset() == 49);
        assertThat(Run.of("verify", "-c", file))
                .isEqualTo(failed("topic 'later-loss-reports' has no loss report of learner 'champion' yet; a learner"
                        + " reports after each reports.every events, and a report is seen when it is committed"));
        write("later", FlightConfigs.TWO_LEARNERS);
        cluster.send(alone, FLIGHTS.subList(50, 250), 50);
        AppRun.until(MillraceConfig.load(Path.of(file)), header -> header.getOffset() == 249);

        assertThat(Run.of("verify", "-c", file).exitCode()).isZero();
        Run run = Run.of("verify", "-c", file, "--learner", "challenger");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("behind later-events-0@249: DIFFERENT\n")
                .endsWith(
                        "The running learner has not seen 50 of the events that were replayed: it was added to the"
                                + " application later, its offsets were moved by hand, or it quarantined what can be read now.\n");
    }

    @Test
    void shouldExitWithTwoWhenItIsUnclearWhatToVerify() throws IOException {
        String file = write("usage", FlightConfigs.TWO_LEARNERS);
        assertThat(Run.of("verify", "-c", file, "--learner", "nobody"))
                .isEqualTo(new Run(
                        2, "", "millrace verify: --learner: expected one of champion, challenger, got 'nobody'\n"));
        assertThat(Run.of("verify", "-c", file, "--until", "-1"))
                .isEqualTo(new Run(2, "", "millrace verify: --until: expected an offset, 0 or greater, got -1\n"));
    }

    private static Run failed(String message) {
        return new Run(1, "", "millrace verify: " + message + "\n");
    }

    private static String text(String application, LossReport report, String verdict, String replayed) {
        String counts = String.format(
                "step %d, %d examples, %d unlabeled, 0 refused\n",
                report.getStep(), report.getExamples(), report.getUnlabeled());
        return "learner champion, fingerprint " + report.getFingerprint() + ", behind " + application + "-events-0@"
                + report.getOffset() + ": " + verdict + "\n  reported  digest " + report.getDigest() + ", " + counts
                + "  replayed  digest " + replayed + ", " + counts;
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

    private static LossReport report(MillraceConfig config, String learner, long offset) {
        return cluster.committed(config, config.topics().lossReports(), LossReport.class).stream()
                .filter(report -> report.getLearner().equals(learner) && report.getOffset() == offset)
                .findFirst()
                .orElseThrow();
    }

    private static void publish(MillraceConfig config, LossReport report) throws Exception {
        String topic = config.topics().lossReports();
        String key = report.getLearner() + "@" + report.getTopic() + "-0@" + report.getOffset();
        try (AvroSerializer serializer = new AvroSerializer();
                KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            serializer.configure(config.registry(), false);
            byte[] value = serializer.serialize(topic, report);
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }
}
