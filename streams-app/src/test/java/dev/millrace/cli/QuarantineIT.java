package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.broker.DevRegistry;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import dev.millrace.schemas.serde.AvroSerializer;
import dev.millrace.topic.TopicSpec;
import dev.millrace.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code quarantine list} and {@code show} on a real topic: offsets 0 to 2 are a transaction, 3 its marker, 4 and 5 one that
 * was aborted, 6 is a record of somebody else, 7 its marker.
 */
class QuarantineIT {

    private static final String TOPIC = "test-quarantine";
    private static final String LABEL_REASON =
            "label field 'value': expected a finite number within a float's range, got ";

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static DevRegistry registry;
    private static String config;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        registry = DevRegistry.start(folder.resolve("registry"), 0);
        config = TestConfig.write(folder, broker.bootstrapServers(), registry.url())
                .toString();
        createTopic(TOPIC);
        fill();
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    private static void createTopic(String name) {
        try (Topics topics = Topics.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.createMissing(List.of(TopicSpec.kept(name, 1, (short) 1)), Assertions::fail);
        }
    }

    private static void fill() throws Exception {
        byte[] text = "\u0007{\"a\": 1, \"b\": [2]}".getBytes(StandardCharsets.UTF_8);
        byte[] row = serialize(
                "rows",
                new GenericRecordBuilder(SchemaBuilder.record("Row")
                                .fields()
                                .requiredInt("id")
                                .requiredDouble("value")
                                .endRecord())
                        .set("id", 7)
                        .set("value", Double.NaN)
                        .build());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "t"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            String noAvro = "Expected magic byte 0x00, found 0x07. The record was not written by a\nserializer.";
            send(producer, event(10, QuarantineStage.DECODE, null, noAvro, text));
            send(producer, event(11, QuarantineStage.LABEL, null, LABEL_REASON + "NaN", row));
            send(producer, event(12, QuarantineStage.LEARN, "champion", "the gradient is not finite", null));
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, event(13, QuarantineStage.LABEL, null, "aborted", null));
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, new byte[] {1})).get();
            producer.commitTransaction();
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, QuarantinedEvent event) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, serialize(TOPIC, event))).get();
    }

    private static byte[] serialize(String topic, Object value) {
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(Map.of("schema.registry.url", registry.url()), false);
            return serializer.serialize(topic, value);
        }
    }

    private static QuarantinedEvent event(
            long offset, QuarantineStage stage, @Nullable String learner, String reason, byte @Nullable [] value) {
        return QuarantinedEvent.newBuilder()
                .setSourceTopic("rows")
                .setSourcePartition(0)
                .setSourceOffset(offset)
                .setTimestamp(Instant.parse("2001-01-01T00:00:00Z").plusSeconds(offset))
                .setStage(stage)
                .setLearner(learner)
                .setReason(reason)
                .setKey(ByteBuffer.wrap(("k" + offset).getBytes(StandardCharsets.UTF_8)))
                .setValue(value == null ? null : ByteBuffer.wrap(value))
                .setHeaders(List.of(
                        new QuarantinedHeader("trace", ByteBuffer.wrap(new byte[] {(byte) 0xff, 2})),
                        new QuarantinedHeader("empty", null)))
                .build();
    }

    @Test
    void shouldListTheNewestLastAndCountThem() {
        Run run = Run.of("quarantine", "list", "--config", config);

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines())
                .containsExactly(
                        "OFFSET  TIME                  SOURCE     STAGE   LEARNER   REASON",
                        "     0  2001-01-01T00:00:10Z  rows-0@10  DECODE  -         Expected magic byte 0x00, found"
                                + " 0x07. The record was not written by a\\u000aserializer.",
                        "     1  2001-01-01T00:00:11Z  rows-0@11  LABEL   -         " + LABEL_REASON + "NaN",
                        "     2  2001-01-01T00:00:12Z  rows-0@12  LEARN   champion  the gradient is not finite",
                        "3 events in quarantine: DECODE 1, LABEL 1, LEARN 1",
                        "       1  Expected magic byte 0x00",
                        "       1  label field 'value': expected a finite number within a float's range",
                        "       1  the gradient is not finite");
        assertThat(run.err())
                .isEqualTo(
                        "note: offset 6 of topic 'test-quarantine' is no quarantined event: Expected at least 5 bytes"
                                + " (0x00, schema id, Avro data), found 1. The record was not written by a schema registry"
                                + " serializer, or was damaged.; millrace tail --from 6 --max 1 test-quarantine shows it\n");
    }

    @Test
    void shouldListFewerWhenAskedFor() {
        assertThat(Run.of("quarantine", "list", "-c", config, "--limit", "1").outLines())
                .contains(
                        "     2  2001-01-01T00:00:12Z  rows-0@12  LEARN  champion  the gradient is not finite",
                        "3 events in quarantine, the newest 1 are listed: DECODE 1, LABEL 1, LEARN 1")
                .hasSize(6);
        assertThat(Run.of("quarantine", "list", "-c", config, "--stage", "label")
                        .outLines())
                .contains("1 event of stage LABEL in quarantine: LABEL 1")
                .hasSize(4);
        assertThat(Run.of("quarantine", "list", "-c", config, "--stage", "features")
                        .out())
                .isEqualTo("nothing of stage FEATURES is in quarantine (topic 'test-quarantine')\n");
    }

    @Test
    void shouldListAsOneJsonObject() {
        Run run = Run.of("quarantine", "list", "-c", config, "--json", "--limit", "1");

        assertThat(run.out())
                .isEqualTo(
                        "{\"topic\":\"test-quarantine\",\"count\":3,\"stages\":{\"DECODE\":1,\"LABEL\":1,\"LEARN\":1},"
                                + "\"reasons\":{\"Expected magic byte 0x00\":1,\"label field 'value': expected a finite number"
                                + " within a float's range\":1,\"the gradient is not finite\":1},\"events\":[{\"offset\":2,"
                                + "\"time\":\"2001-01-01T00:00:12Z\",\"source\":{\"topic\":\"rows\",\"partition\":0,"
                                + "\"offset\":12},\"stage\":\"LEARN\",\"learner\":\"champion\","
                                + "\"reason\":\"the gradient is not finite\"}]}\n");
    }

    @Test
    void shouldShowAllOfAnEventThatCanBeDecoded() throws IOException {
        List<String> lines =
                Run.of("quarantine", "show", "--config", config, "1").outLines();

        assertThat(lines.subList(0, 11))
                .containsExactly(
                        "quarantined  test-quarantine@1",
                        "source       rows-0@11",
                        "time         2001-01-01T00:00:11Z",
                        "stage        LABEL",
                        "learner      none could use it",
                        "reason       " + LABEL_REASON + "NaN",
                        "key          'k11'",
                        "headers      2",
                        "  trace: 2 bytes",
                        "00000000  ff 02                                             |..|",
                        "  empty: none");
        assertThat(lines.get(11)).matches("schema id    \\d+");
        assertThat(lines.get(12)).isEqualTo("value        14 bytes");
        assertThat(lines.get(13))
                .startsWith("00000000  00 00 00 00 ")
                .contains(" 0e 00 00")
                .endsWith("|");
        assertThat(lines.get(14)).isEqualTo("decoded      {\"id\":7,\"value\":\"NaN\"}");
        JsonNode json = new ObjectMapper()
                .readTree(Run.of("quarantine", "show", "-c", config, "--json", "1")
                        .out());
        assertThat(json.get("decoded").toString()).isEqualTo("{\"id\":7,\"value\":\"NaN\"}");
        assertThat(json.get("value").binaryValue()).hasSize(14);
        assertThat(json.get("headers").toString())
                .isEqualTo("[{\"key\":\"trace\",\"value\":\"/wI=\"},{\"key\":\"empty\",\"value\":null}]");
    }

    @Test
    void shouldShowTheBytesWhenTheyCannotBeDecoded() {
        Run run = Run.of("quarantine", "show", "-c", config, "0");

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines())
                .endsWith(
                        "schema id    none",
                        "value        19 bytes",
                        "00000000  07 7b 22 61 22 3a 20 31  2c 20 22 62 22 3a 20 5b  |.{\"a\": 1, \"b\": [|",
                        "00000010  32 5d 7d                                          |2]}|",
                        run.outLines().get(run.outLines().size() - 1));
        assertThat(run.out()).contains("decoded      not possible: Expected magic byte 0x00, found 0x07.");
        assertThat(Run.of("quarantine", "show", "-c", config, "2").out())
                .contains("learner      champion\n", "value        none\ndecoded      not possible: it has no value\n");
        assertThat(Run.of("quarantine", "show", "-c", config, "--json", "2").out())
                .endsWith(",\"schemaId\":null,\"value\":null,\"undecodable\":\"it has no value\"}\n");
    }

    @Test
    void shouldSayWhichOffsetsThereAre() {
        assertThat(Run.of("quarantine", "show", "-c", config, "4"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "millrace quarantine show: no event at offset 4 of topic 'test-quarantine'; there is 0, 1, 2, 6"
                                + " (millrace quarantine list shows them)\n"));
        assertThat(Run.of("quarantine", "show", "-c", config, "6").err())
                .startsWith("millrace quarantine show: offset 6 of topic 'test-quarantine' is no quarantined event: ");
        assertThat(Run.of("quarantine", "show", "-c", config, "--", "-1"))
                .isEqualTo(new Run(2, "", "millrace quarantine show: OFFSET: expected 0 or more, got -1\n"));
    }

    @Test
    void shouldSayThatNothingIsInQuarantine() throws IOException {
        String text = java.nio.file.Files.readString(Path.of(config));
        String other = java.nio.file.Files.writeString(
                        folder.resolve("other.yaml"), text.replace("application: test", "application: other"))
                .toString();
        assertThat(Run.of("quarantine", "list", "-c", other))
                .isEqualTo(new Run(
                        1,
                        "",
                        "millrace quarantine list: there is no topic 'other-quarantine' at " + broker.bootstrapServers()
                                + "; check its name, or create it\n"));
        createTopic("other-quarantine");

        assertThat(Run.of("quarantine", "list", "-c", other))
                .isEqualTo(new Run(0, "nothing is in quarantine (topic 'other-quarantine')\n", ""));
        assertThat(Run.of("quarantine", "list", "-c", other, "--json").out())
                .isEqualTo("{\"topic\":\"other-quarantine\",\"count\":0,\"stages\":{},\"reasons\":{},\"events\":[]}\n");
        assertThat(Run.of("quarantine", "show", "-c", other, "0"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "millrace quarantine show: nothing is in quarantine: topic 'other-quarantine' is empty\n"));
    }

    @Test
    void shouldExitWithTwoWhenTheArgumentsAreWrong() {
        assertThat(Run.of("quarantine").err()).startsWith("millrace quarantine: which command? There are list, show");
        assertThat(Run.of("quarantine").exitCode()).isEqualTo(2);
        assertThat(Run.of("quarantine", "list", "-c", config, "--limit", "0"))
                .isEqualTo(new Run(2, "", "millrace quarantine list: --limit: expected 1 or more, got 0\n"));
        assertThat(Run.of("quarantine", "list", "-c", config, "--stage", "x").exitCode())
                .isEqualTo(2);
        assertThat(Run.of("quarantine", "show", "-c", config, "first").exitCode())
                .isEqualTo(2);
    }
}
