package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.DevRegistry;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.topic.TopicException;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Import and tail against a real broker and a registry. */
class ImportTailIT {

    private static final int ROWS = 400;

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static DevRegistry registry;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        registry = DevRegistry.start(folder.resolve("registry"), 0);
        config = TestConfig.write(folder, broker.bootstrapServers(), registry.url())
                .toString();
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void shouldPrintTheImportedRowsInOrder() throws IOException {
        StringBuilder csv = new StringBuilder("id,at,name,value\n");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String time = String.format("2001-01-01T%02d:%02d", i / 60, i % 60);
            csv.append(String.format("%d,%s,n%d,%s%n", i, time, i % 7, i % 3 == 0 ? "" : i / 2.0));
            expected.add("{\"id\":" + i + ",\"at\":\"" + time + ":00\",\"name\":\"n" + i % 7 + "\",\"value\":"
                    + (i % 3 == 0 ? "null" : i / 2.0) + "}");
        }
        String file = Files.writeString(folder.resolve("rows.csv"), csv).toString();

        Run imported = Run.of("import", "--config", config, "--json", "--key", "name", file);
        Run tailed = Run.of("tail", "--config", config, "--committed", "rows");

        assertThat(imported.exitCode()).isZero();
        assertThat(imported.out())
                .matches("\\{\"topic\":\"rows\",\"records\":400,\"skipped\":0,\"seconds\":[0-9.]+,\"recordsPerSecond\":"
                        + "\\d+,\"stopped\":false,\"partitions\":\\[\\{\"partition\":0,\"firstOffset\":0,"
                        + "\"lastOffset\":399}]}\n");
        assertThat(imported.err())
                .isEqualTo("note: created topic 'rows' with 1 partition, cleanup.policy=delete and retention.ms=-1: its"
                        + " records are never deleted\n");
        assertThat(tailed.err()).isEmpty();
        assertThat(tailed.outLines()).isEqualTo(expected);
        assertThat(Run.of("tail", "-c", config, "rows", "--from", "398").outLines())
                .isEqualTo(expected.subList(398, 400));
        assertThat(Run.of("tail", "-c", config, "rows", "--max", "2", "--follow")
                        .outLines())
                .isEqualTo(expected.subList(0, 2));
        assertThat(Run.of("tail", "-c", config, "rows", "--from", "end", "--no-follow"))
                .isEqualTo(new Run(0, "", ""));
        assertThat(Run.of("tail", "-c", config, "rows", "--max", "1", "--with-metadata")
                        .out())
                .matches("\\{\"partition\":0,\"offset\":0,\"timestamp\":\\d{13},\"key\":\"n0\",\"value\":"
                        + "\\{\"id\":0,.*}}\n");
    }

    @Test
    void shouldGoOnAfterARecordThatIsNoAvro() throws Exception {
        try (Topics topics = Topics.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.createMissing(List.of(TopicSpec.deleted("plain", 1, (short) 1)), Assertions::fail);
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("plain", "hello")).get();
            producer.send(new ProducerRecord<>("plain", null)).get();
        }

        Run run = Run.of(
                "tail", "plain", "--bootstrap-servers", broker.bootstrapServers(), "--registry-url", registry.url());

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).hasSize(2);
        assertThat(run.outLines().get(0)).startsWith("{\"undecodable\":\"").endsWith("\",\"base64\":\"aGVsbG8=\"}");
        assertThat(run.outLines().get(1)).isEqualTo("null");
    }

    @Test
    void shouldSayThatATopicOrOffsetIsNotThere() {
        Run run = Run.of("tail", "-c", config, "no-such-topic");

        assertThat(run)
                .isEqualTo(new Run(
                        1,
                        "",
                        "millrace tail: there is no topic 'no-such-topic' at " + broker.bootstrapServers()
                                + "; check its name, or create it\n"));
    }

    @Test
    void shouldCreateWhatIsMissingAndWarnAboutAnotherCleanupPolicy() {
        List<String> warnings = new ArrayList<>();
        try (Topics topics = Topics.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<TopicSpec> first = List.of(
                    TopicSpec.deleted("predictions", 2, (short) 1), TopicSpec.compacted("reports", 1, (short) 1));
            List<TopicSpec> second =
                    List.of(TopicSpec.deleted("predictions", 5, (short) 1), TopicSpec.kept("reports", 1, (short) 1));

            assertThat(topics.createMissing(first, warnings::add)).containsExactly("predictions", "reports");
            assertThat(warnings).isEmpty();
            assertThat(topics.createMissing(second, warnings::add)).isEmpty();
            assertThat(topics.partitions("predictions")).isEqualTo(2);
            Assertions.assertThatThrownBy(() -> topics.partitions("nowhere"))
                    .isInstanceOf(TopicException.class)
                    .hasMessageStartingWith("there is no topic 'nowhere'");
        }
        assertThat(warnings)
                .containsExactly("topic 'reports' has cleanup.policy=compact, expected delete: records will vanish when"
                        + " a later one has the same key; change it with kafka-configs.sh --bootstrap-server "
                        + broker.bootstrapServers() + " --alter --entity-type topics --entity-name reports --add-config"
                        + " cleanup.policy=delete");
    }

    @Test
    void shouldImportStandardInput() {
        java.io.InputStream before = System.in;
        System.setIn(new java.io.ByteArrayInputStream("-1 1:0.5\n+1 2:1\n".getBytes(StandardCharsets.UTF_8)));
        Run imported;
        try {
            imported =
                    Run.of("import", "-c", config, "--topic", "sparse", "--format", "libsvm", "--binary-labels", "-");
        } finally {
            System.setIn(before);
        }

        assertThat(imported.out())
                .startsWith("2 records in ")
                .endsWith("sent to topic 'sparse': partition 0 offsets 0 to 1\n");
        assertThat(Run.of("tail", "-c", config, "sparse").outLines())
                .containsExactly(
                        "{\"eventTime\":null,\"label\":0.0,\"indices\":[1],\"values\":[0.5]}",
                        "{\"eventTime\":null,\"label\":1.0,\"indices\":[2],\"values\":[1.0]}");
    }
}
