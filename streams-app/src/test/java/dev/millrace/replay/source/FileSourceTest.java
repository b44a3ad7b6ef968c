package dev.millrace.replay.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.file.FileFormat;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.replay.ReplayException;
import dev.millrace.replay.source.SourceEvents.Seen;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    @Test
    void shouldGiveTheRowsWithTheirNumbersAndKeys() throws IOException {
        String file = write("rows.csv", "a,b\n1,x\n2,\n3,z\n");

        try (FileSource source = open(file, ReadOptions.DEFAULT, "b")) {
            assertThat(source.description()).isEqualTo("file " + file);
            assertThat(source.schema().getName()).isEqualTo("rows");
            assertThat(SourceEvents.of(source))
                    .containsExactly(
                            new Seen(0, 0, 0, "x", "{\"a\": 1, \"b\": \"x\"}"),
                            new Seen(0, 1, 0, "", "{\"a\": 2, \"b\": null}"),
                            new Seen(0, 2, 0, "z", "{\"a\": 3, \"b\": \"z\"}"));
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void shouldReadJsonLinesLibsvmAndAvro() throws IOException {
        String json = write("rows.jsonl", "{\"a\": 1.5, \"b\": [1, 2]}\n");
        String sparse = write("rows.libsvm", "1 3:0.5 7:1\n");
        File avro = folder.resolve("rows.avro").toFile();
        Schema schema = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"int\"}]}");
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(schema, avro)
                    .append(new GenericRecordBuilder(schema).set("a", 5).build());
        }

        assertThat(read(json)).containsExactly(new Seen(0, 0, 0, "", "{\"a\": 1.5, \"b\": [1, 2]}"));
        assertThat(read(sparse))
                .containsExactly(new Seen(
                        0,
                        0,
                        0,
                        "",
                        "{\"eventTime\": null, \"label\": 1.0, \"indices\": [3, 7], \"values\": [0.5, 1.0]}"));
        assertThat(read(avro.toString())).containsExactly(new Seen(0, 0, 0, "", "{\"a\": 5}"));
    }

    @Test
    void shouldGoOnWhenARowDoesNotFit() throws IOException {
        String file = write("rows.csv", "a\n1\nx,y\n3\n");

        assertThat(read(file))
                .containsExactly(
                        new Seen(0, 0, 0, "", "{\"a\": 1}"),
                        new Seen(
                                0, 1, 0, "", "unreadable: " + file + ":3: expected 1 cells, as in the header, found 2"),
                        new Seen(0, 2, 0, "", "{\"a\": 3}"));
    }

    @Test
    void shouldGiveTheSameAgainWhenItIsReadAgain() throws IOException {
        String file = write("rows.csv", "id\n1\n2\n3\n");

        try (FileSource source = open(file, ReadOptions.DEFAULT, null)) {
            assertThat(source.canBeReadAgain()).isTrue();
            List<Long> first = new ArrayList<>();
            source.read(event -> {
                first.add(event.offset());
                return event.offset() < 1;
            });
            assertThat(first).containsExactly(0L, 1L);
            List<Seen> second = SourceEvents.of(source);
            assertThat(second).hasSize(3);
            assertThat(SourceEvents.of(source)).isEqualTo(second);
        }
    }

    @Test
    void shouldRefuseToReadAgainWhenTheFileWasWrittenTo() throws IOException {
        String file = write("rows.csv", "id\n1\n2\n3\n");

        try (FileSource source = open(file, ReadOptions.DEFAULT, null)) {
            SourceEvents.of(source);
            write("rows.csv", "id\n1\n2\n3\n4\n");
            assertThatThrownBy(() -> SourceEvents.of(source))
                    .isInstanceOf(ReplayException.class)
                    .hasMessage("file " + file
                            + " was written to since it was read first; replay a copy that stays as it is");
        }
    }

    @Test
    void shouldReadStandardInputOnce() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("id\n1\n".getBytes(StandardCharsets.UTF_8)));
        try (FileSource source = open("-", ReadOptions.DEFAULT.withFormat(FileFormat.CSV), null)) {
            assertThat(source.canBeReadAgain()).isFalse();
            assertThat(source.description()).isEqualTo("standard input");
            assertThat(SourceEvents.of(source)).containsExactly(new Seen(0, 0, 0, "", "{\"id\": 1}"));
            assertThatThrownBy(() -> SourceEvents.of(source))
                    .isInstanceOf(ReplayException.class)
                    .hasMessage("standard input can be read only once, and has been; save it to a file to replay it in"
                            + " several epochs");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void shouldTellHowFarItIsThoughRowsWereReadAhead() throws IOException {
        StringBuilder rows = new StringBuilder("id\n");
        for (int row = 0; row < 1_000; row++) {
            rows.append(row).append('\n');
        }

        try (FileSource source = open(write("rows.csv", rows.toString()), ReadOptions.DEFAULT, null)) {
            List<Double> progress = new ArrayList<>();
            source.read(event -> progress.add(event.progress()));
            assertThat(progress).hasSize(1_000).isSorted().endsWith(1.0);
            assertThat(progress.get(249)).isEqualTo(0.25);
        }
    }

    @Test
    void shouldRefuseAFileWithoutRows() throws IOException {
        Schema schema = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"int\"}]}");
        String file = write("rows.csv", "a\n");

        try (FileSource source = open(file, ReadOptions.DEFAULT.withSchema(schema), null)) {
            assertThatThrownBy(() -> SourceEvents.of(source))
                    .isInstanceOf(ReplayException.class)
                    .hasMessage("file " + file + " has no rows: there is nothing to replay");
        }
        assertThatThrownBy(() -> open(file, ReadOptions.DEFAULT, null))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": has no rows to infer a schema from; give the --schema");
    }

    @Test
    void shouldRefuseAKeyThatIsNoField() throws IOException {
        String file = write("rows.csv", "a,b\n1,2\n");

        assertThatThrownBy(() -> open(file, ReadOptions.DEFAULT, "c"))
                .isInstanceOf(ReplayException.class)
                .hasMessage("--key: there is no field 'c'; the fields are a, b");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private FileSource open(String file, ReadOptions options, String key) throws IOException {
        return new FileSource(file, options, key, notes::add);
    }

    private List<Seen> read(String file) throws IOException {
        try (FileSource source = open(file, ReadOptions.DEFAULT, null)) {
            return SourceEvents.of(source);
        }
    }
}
