package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.file.TopicImporter.Offsets;
import dev.millrace.ingest.file.TopicImporter.Request;
import dev.millrace.ingest.file.TopicImporter.Summary;
import dev.millrace.schemas.serde.AvroDeserializer;
import dev.millrace.schemas.serde.AvroSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicImporterTest {

    private static final TopicImporter.Progress SILENT = (records, position, size) -> {};

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Map<String, ?> registry =
            Map.of("schema.registry.url", "mock://" + getClass().getName());

    @TempDir
    Path folder;

    @Test
    void shouldSendEveryRowInOrderWithItsKey() throws Exception {
        Summary summary = run("a,b\n1,x\n2,\n3,z\n", new Request("b", Long.MAX_VALUE, false));

        assertThat(summary.records()).isEqualTo(3);
        assertThat(summary.offsets()).isEqualTo(Map.of(0, new Offsets(0, 2)));
        assertThat(summary.stopped()).isFalse();
        assertThat(producer.history().stream().map(TopicImporterTest::key)).containsExactly("x", null, "z");
        assertThat(producer.history().stream().map(this::value))
                .containsExactly("{\"a\": 1, \"b\": \"x\"}", "{\"a\": 2, \"b\": null}", "{\"a\": 3, \"b\": \"z\"}");
    }

    @Test
    void shouldSayHowMuchWasSentWhenARowDoesNotFit() {
        assertThatThrownBy(() -> run("a\n1\n2\nx,y\n4\n", Request.EVERYTHING))
                .isInstanceOf(ImportException.class)
                .hasMessage(folder + "/rows.csv:4: expected 1 cells, as in the header, found 2\n2 records were sent to"
                        + " topic 'events' before; they stay there, and a new import would send them again.")
                .extracting(e -> ((ImportException) e).records())
                .isEqualTo(2L);
    }

    @Test
    void shouldCountAndShowTheFirstFiveWhenBadRowsAreSkipped() throws Exception {
        StringBuilder csv = new StringBuilder("a\n1\n");
        IntStream.range(0, 7).forEach(i -> csv.append(i).append(",y\n"));

        Summary summary = run(csv + "2\n", new Request(null, Long.MAX_VALUE, true));

        assertThat(summary.records()).isEqualTo(2);
        assertThat(summary.skipped()).isEqualTo(7);
        assertThat(summary.firstSkipped())
                .hasSize(5)
                .first()
                .isEqualTo(folder + "/rows.csv:3: expected 1 cells, as in the header, found 2");
    }

    @Test
    void shouldStopAtTheLimit() throws Exception {
        assertThat(run("a\n1\n2\n3\n", new Request(null, 2, false)).records()).isEqualTo(2);
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void shouldReportProgressEveryThousandRecords() throws Exception {
        StringBuilder csv = new StringBuilder("a\n");
        IntStream.range(0, 2_500).forEach(i -> csv.append(i).append('\n'));
        List<Long> heard = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();

        try (TopicImporter importer = importer();
                RecordReader reader = open(csv.toString())) {
            importer.run(reader, Request.EVERYTHING, (records, position, size) -> {
                heard.add(records);
                sizes.add(position * 1_000_000 + size);
            });
        }

        assertThat(heard).containsExactly(1_000L, 2_000L, 2_500L);
        assertThat(sizes).containsOnly(csv.length() * 1_000_000L + csv.length());
    }

    @Test
    void shouldStopEarlyWhenTold() throws Exception {
        StringBuilder csv = new StringBuilder("a\n");
        IntStream.range(0, 2_500).forEach(i -> csv.append(i).append('\n'));

        try (TopicImporter importer = importer();
                RecordReader reader = open(csv.toString())) {
            Summary summary = importer.run(reader, Request.EVERYTHING, (records, position, size) -> importer.stop());
            assertThat(summary.records()).isEqualTo(1_000);
            assertThat(summary.stopped()).isTrue();
        }
    }

    @Test
    void shouldFailWhenTheBrokerRefuses() {
        producer.sendException = new org.apache.kafka.common.errors.RecordTooLargeException("too large");

        assertThatThrownBy(() -> run("a\n1\n", Request.EVERYTHING))
                .isInstanceOf(ImportException.class)
                .hasMessage("too large\nNothing was sent to topic 'events'.");
    }

    @Test
    void shouldRefuseAKeyThatIsNoField() {
        assertThatThrownBy(() -> run("a,b\n1,2\n", new Request("c", 1, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--key: there is no field 'c'; the fields are a, b");
    }

    private Summary run(String csv, Request request) throws Exception {
        try (TopicImporter importer = importer();
                RecordReader reader = open(csv)) {
            return importer.run(reader, request, SILENT);
        }
    }

    private TopicImporter importer() {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(registry, false);
        return new TopicImporter(producer, serializer, "broker:1", "events");
    }

    private RecordReader open(String csv) throws IOException {
        return RecordReader.open(TestFiles.write(folder, "rows.csv", csv), ReadOptions.DEFAULT, note -> {});
    }

    private static String key(ProducerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    private String value(ProducerRecord<byte[], byte[]> record) {
        try (AvroDeserializer deserializer = new AvroDeserializer()) {
            deserializer.configure(registry, false);
            return String.valueOf(deserializer.deserialize("events", record.value()));
        }
    }
}
