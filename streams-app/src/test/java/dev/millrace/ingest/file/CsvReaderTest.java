package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.file.TestFiles.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReaderTest {

    private static final String EVERY_TYPE = """
            whole,number,flag,local,instant,text,some,none
            1,1.5,true,2001-01-01T00:01,2001-01-01T00:01Z,LAS,7,
            -2,3,FALSE,2001-01-01 00:02:03.456,2001-01-01T02:01:00+02:00,"a, ""b""\",,
            """;

    @TempDir
    Path folder;

    @Test
    void shouldInferEveryType() throws IOException {
        Content content = read("every type.csv", EVERY_TYPE);

        assertThat(content.schema())
                .hasToString("{\"type\":\"record\",\"name\":\"every_type\",\"namespace\":\"dev.millrace.imported\","
                        + "\"fields\":[{\"name\":\"whole\",\"type\":\"long\"},{\"name\":\"number\",\"type\":"
                        + "\"double\"},"
                        + "{\"name\":\"flag\",\"type\":\"boolean\"},{\"name\":\"local\",\"type\":{\"type\":\"long\","
                        + "\"logicalType\":\"local-timestamp-millis\"}},{\"name\":\"instant\",\"type\":{\"type\":"
                        + "\"long\",\"logicalType\":\"timestamp-millis\"}},{\"name\":\"text\",\"type\":\"string\"},"
                        + "{\"name\":\"some\",\"type\":[\"null\",\"long\"],\"default\":null},"
                        + "{\"name\":\"none\",\"type\":[\"null\",\"string\"],\"default\":null}]}");
        assertThat(content.records())
                .containsExactly(
                        "{\"whole\": 1, \"number\": 1.5, \"flag\": true, \"local\": 978307260000, "
                                + "\"instant\": 978307260000, \"text\": \"LAS\", \"some\": 7, \"none\": null}",
                        "{\"whole\": -2, \"number\": 3.0, \"flag\": false, \"local\": 978307323456, "
                                + "\"instant\": 978307260000, \"text\": \"a, \\\"b\\\"\", \"some\": null, "
                                + "\"none\": null}");
        assertThat(content.notes())
                .containsExactly("'none' has no value in the first 2 rows and is taken as a string; if it is something"
                        + " else, give --infer-rows or --schema");
    }

    @Test
    void shouldReadTheSameFromGzipAndStandardInput() throws IOException {
        Content plain = read("events.csv", EVERY_TYPE);
        Path gzipped = Files.write(folder.resolve("events.csv.gz"), TestFiles.gzip(EVERY_TYPE));
        ReadOptions named = ReadOptions.DEFAULT.withFormat(FileFormat.CSV).withRecordName("events");

        assertThat(TestFiles.read(gzipped.toString(), ReadOptions.DEFAULT)).isEqualTo(plain);
        assertThat(TestFiles.readStandardInput(EVERY_TYPE.getBytes(StandardCharsets.UTF_8), named))
                .isEqualTo(plain);
        assertThat(TestFiles.readStandardInput(TestFiles.gzip(EVERY_TYPE), named))
                .isEqualTo(plain);
    }

    @Test
    void shouldCountCompressedBytesWhenGzip() throws IOException {
        byte[] bytes = TestFiles.gzip(EVERY_TYPE);
        String file = Files.write(folder.resolve("events.csv.gz"), bytes).toString();

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT, note -> {})) {
            while (reader.next() != null) {
                assertThat(reader.position()).isBetween(1L, (long) bytes.length);
            }
            assertThat(reader.position()).isEqualTo(bytes.length);
            assertThat(reader.size()).isEqualTo(bytes.length);
            assertThat(reader.line()).isEqualTo(3);
        }
    }

    @Test
    void shouldReadEveryMemberOfAGzipFile() throws IOException {
        Path file = Files.write(folder.resolve("two.csv.gz"), TestFiles.gzip("a\n1\n"));
        Files.write(file, TestFiles.gzip("2\n"), java.nio.file.StandardOpenOption.APPEND);

        assertThat(TestFiles.read(file.toString(), ReadOptions.DEFAULT).records())
                .containsExactly("{\"a\": 1}", "{\"a\": 2}");
    }

    @Test
    void shouldSayWhichFileIsNotWholeWhenGzipIsCutOff() throws IOException {
        byte[] bytes = TestFiles.gzip(EVERY_TYPE);
        String file = Files.write(folder.resolve("cut.csv.gz"), java.util.Arrays.copyOf(bytes, bytes.length - 12))
                .toString();

        assertThatThrownBy(() -> TestFiles.read(file, ReadOptions.DEFAULT))
                .hasMessage(file + ": the gzip data ends too early; the file is not whole");
    }

    @Test
    void shouldNameLineColumnTypeAndValueWhenALaterRowDoesNotFit() throws IOException {
        String file = TestFiles.write(folder, "flights.csv", "delay,origin\n1,LAS\n2,PHX\nNA,MIA\n4,PIT\n");

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT.withInferRows(2), note -> {})) {
            reader.next();
            reader.next();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(BadRowException.class)
                    .hasMessage(file + ":4: column 'delay': expected long, found 'NA' (inferred from the first 2 rows);"
                            + " go on with a larger --infer-rows, or with a --schema, or with --null TEXT if TEXT means"
                            + " 'no value'");
            assertThat(reader.next()).hasToString("{\"delay\": 4, \"origin\": \"PIT\"}");
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void shouldTakeGivenTextAsNoValue() throws IOException {
        String file = TestFiles.write(folder, "flights.csv", "delay\n1\nNA\n");
        ReadOptions options = ReadOptions.DEFAULT.withCsv(new ReadOptions.Csv(null, List.of(), Set.of("NA")));

        assertThat(TestFiles.read(file, options).records()).containsExactly("{\"delay\": 1}", "{\"delay\": null}");
    }

    @Test
    void shouldGoOnAfterRowsOfAnotherWidthOrWithStrayQuotes() throws IOException {
        String file = TestFiles.write(folder, "a.csv", "a,b\n1,2\n3\n4,\"x\"y\n\n5,6,7\n8,9\n");

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT, note -> {})) {
            assertThat(reader.next()).hasToString("{\"a\": 1, \"b\": 2}");
            assertThatThrownBy(reader::next).hasMessage(file + ":3: expected 2 cells, as in the header, found 1");
            assertThatThrownBy(reader::next)
                    .hasMessage(file + ":4: a quoted cell must be followed by a separator or the end of the line, and a"
                            + " quote within it be written twice");
            assertThatThrownBy(reader::next).hasMessage(file + ":6: expected 2 cells, as in the header, found 3");
            assertThat(reader.next()).hasToString("{\"a\": 8, \"b\": 9}");
        }
    }

    @Test
    void shouldStopForGoodWhenAQuoteNeverCloses() throws IOException {
        String file = TestFiles.write(folder, "a.csv", "a,b\n1,2\n3,\"x\n4,5\n");

        assertThatThrownBy(() -> TestFiles.read(file, ReadOptions.DEFAULT))
                .isNotInstanceOf(BadRowException.class)
                .hasMessage(file + ":3: a quote opens in this line or after it and never closes");
    }

    @Test
    void shouldMakeNamesLegalAndSaySo() throws IOException {
        Content content = read("a.csv", "flight no.,2nd,\n1,2,3\n");

        assertThat(content.schema().getFields().stream().map(Schema.Field::name))
                .containsExactly("flight_no_", "_2nd", "column_3");
        assertThat(content.notes())
                .containsExactly(
                        "column 'flight no.' becomes the field 'flight_no_', because Avro names have only letters,"
                                + " digits and '_'; choose another name with --rename 'flight no.=name'",
                        "column '2nd' becomes the field '_2nd', because Avro names have only letters, digits and '_';"
                                + " choose another name with --rename '2nd=name'",
                        "column 3 has no name and becomes the field 'column_3'");
    }

    @Test
    void shouldRefuseColumnsThatBecomeTheSameField() throws IOException {
        String file = TestFiles.write(folder, "a.csv", "a b,a-b\n1,2\n");
        ReadOptions renamed = ReadOptions.DEFAULT.withRenames(Map.of("a-b", "difference"));

        assertThatThrownBy(() -> TestFiles.read(file, ReadOptions.DEFAULT))
                .hasMessage(file + ": columns 'a b' and 'a-b' would both become the field 'a_b'; give one another name"
                        + " with --rename 'a-b=other', or leave it out with --drop 'a-b'");
        assertThat(TestFiles.read(file, renamed).records()).containsExactly("{\"a_b\": 1, \"difference\": 2}");
        assertThat(TestFiles.read(file, ReadOptions.DEFAULT.withDropped(Set.of("a-b")))
                        .records())
                .containsExactly("{\"a_b\": 1}");
    }

    @Test
    void shouldRefuseToRenameAColumnThatIsNotThere() throws IOException {
        String file = TestFiles.write(folder, "a.csv", "a,b\n1,2\n");

        assertThatThrownBy(() -> TestFiles.read(file, ReadOptions.DEFAULT.withRenames(Map.of("c", "d"))))
                .hasMessage(file + ": --rename or --drop names the column 'c', which is not there; the columns are"
                        + " a, b");
    }

    @Test
    void shouldReadOtherDialects() throws IOException {
        ReadOptions noHeader = ReadOptions.DEFAULT.withCsv(new ReadOptions.Csv(';', List.of("x", "y"), Set.of()));

        assertThat(TestFiles.read(TestFiles.write(folder, "a.csv", "\uFEFF1; 2 \r\n3;4"), noHeader)
                        .records())
                .containsExactly("{\"x\": 1, \"y\": 2}", "{\"x\": 3, \"y\": 4}");
        assertThat(read("b.tsv", "x\ty\n1\tz\n").records()).containsExactly("{\"x\": 1, \"y\": \"z\"}");
    }

    @Test
    void shouldSayHowToSeparateWhenThereIsASingleColumn() throws IOException {
        assertThat(read("a.csv", "x;y\n1;2\n").notes())
                .first()
                .asString()
                .contains("the file has a single column, 'x;y'")
                .contains("--separator");
    }

    @Test
    void shouldRefuseWhatIsNoTextOrEmpty() throws IOException {
        String latin = Files.write(folder.resolve("latin.csv"), "a\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                .toString();
        String empty = TestFiles.write(folder, "empty.csv", "");
        String header = TestFiles.write(folder, "header.csv", "a,b\n");

        assertThatThrownBy(() -> TestFiles.read(latin, ReadOptions.DEFAULT))
                .hasMessageContaining("expected text in UTF-8");
        assertThatThrownBy(() -> TestFiles.read(empty, ReadOptions.DEFAULT))
                .hasMessage(empty + ": is empty; expected a line with the names of the columns");
        assertThatThrownBy(() -> TestFiles.read(header, ReadOptions.DEFAULT))
                .hasMessage(header + ": has no rows to infer a schema from; give the --schema");
        assertThatThrownBy(() -> TestFiles.read(folder + "/missing.csv", ReadOptions.DEFAULT))
                .hasMessage(folder + "/missing.csv: no such file");
        assertThatThrownBy(() -> TestFiles.read(folder + "/data.parquet", ReadOptions.DEFAULT))
                .hasMessageContaining("its name does not tell the format")
                .hasMessageEndingWith("Say it with --format csv, jsonl, libsvm or avro");
    }

    private Content read(String name, String text) throws IOException {
        return TestFiles.read(TestFiles.write(folder, name, text), ReadOptions.DEFAULT);
    }
}
