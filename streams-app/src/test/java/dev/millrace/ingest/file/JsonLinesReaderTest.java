package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.file.TestFiles.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonLinesReaderTest {

    @TempDir
    Path folder;

    @Test
    void shouldInferEveryType() throws IOException {
        Content content = read("""
                {"i": 1, "d": 1, "b": true, "s": "5", "t": "2001-01-01T00:01", "u": "1970-01-01T00:00:01Z", "a": [1, 2]}

                {"i": 2, "d": 2.5, "b": false, "s": "", "t": null, "u": "1970-01-01T00:00:02Z", "a": [0.5], "late": 9}
                """);

        assertThat(content.schema().getFields().stream().map(f -> f.name() + " " + f.schema()))
                .containsExactly(
                        "i \"long\"",
                        "d \"double\"",
                        "b \"boolean\"",
                        "s \"string\"",
                        "t [\"null\",{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}]",
                        "u {\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
                        "a {\"type\":\"array\",\"items\":\"double\"}",
                        "late [\"null\",\"long\"]");
        assertThat(content.records())
                .containsExactly(
                        "{\"i\": 1, \"d\": 1.0, \"b\": true, \"s\": \"5\", \"t\": 978307260000, \"u\": 1000, "
                                + "\"a\": [1.0, 2.0], \"late\": null}",
                        "{\"i\": 2, \"d\": 2.5, \"b\": false, \"s\": \"\", \"t\": null, \"u\": 2000, "
                                + "\"a\": [0.5], \"late\": 9}");
    }

    static Stream<Arguments> badRows() {
        return Stream.of(
                Arguments.of(
                        "{\"a\": {\"b\": 1}}",
                        "field 'a': expected a string, a number, true, false, null or an array of numbers, found an"
                                + " object; make its members fields of their own, or leave it out with --drop 'a'"),
                Arguments.of("{\"a\": [1, \"x\"]}", "field 'a': expected only numbers in the array, found 'x'"),
                Arguments.of(
                        "[{\"a\": 1}]",
                        "expected a JSON object per line, found '[{\"a\": 1}]'; jq -c '.[]' writes the elements of an"
                                + " array as lines"),
                Arguments.of("{\"a\": 1} {\"a\": 2}", "expected one JSON object per line, found more after it"),
                Arguments.of(
                        "{\"a\": \"x\"}",
                        "field 'a': expected an integer, as in the rows before, found a string; say which it is with"
                                + " --schema FILE"),
                Arguments.of("{\"a\": 1, \"a\": 2}", "expected a whole JSON object per line: Duplicate field 'a'"));
    }

    @ParameterizedTest
    @MethodSource("badRows")
    void shouldGoOnAfterABadRow(String row, String reason) throws IOException {
        String file = TestFiles.write(folder, "e.jsonl", "{\"a\": 1}\n" + row + "\n{\"a\": 3}\n");

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT, note -> {})) {
            assertThat(reader.next()).hasToString("{\"a\": 1}");
            assertThatThrownBy(reader::next).isInstanceOf(BadRowException.class).hasMessage(file + ":2: " + reason);
            assertThat(reader.next()).hasToString("{\"a\": 3}");
            assertThat(reader.line()).isEqualTo(3);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void shouldRefuseARowWithANewFieldAfterTheSchemaIsInferred() throws IOException {
        String file = TestFiles.write(folder, "e.jsonl", "{\"a\": 1}\n{\"a\": 2, \"b\": 3}\n{\"b\": 4}\n{\"a\": 5}\n");

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT.withInferRows(1), note -> {})) {
            assertThat(reader.next()).hasToString("{\"a\": 1}");
            assertThatThrownBy(reader::next)
                    .hasMessage(file + ":2: field 'b': is not in the first 1 rows, which the schema was inferred from;"
                            + " go on with a larger --infer-rows, with a --schema, or leave it out with --drop 'b'");
            assertThatThrownBy(reader::next).isInstanceOf(BadRowException.class);
            assertThat(reader.next()).hasToString("{\"a\": 5}");
        }
    }

    @Test
    void shouldLeaveOutWhatIsDropped() throws IOException {
        String file = TestFiles.write(folder, "e.jsonl", "{\"a\": {\"b\": [1]}, \"c\": 1}\n");

        assertThat(TestFiles.read(file, ReadOptions.DEFAULT.withDropped(Set.of("a")))
                        .records())
                .containsExactly("{\"c\": 1}");
    }

    @Test
    void shouldTakeTextForNumbersThatJsonCannotWrite() throws IOException {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":\"double\"}]}");
        ReadOptions options = ReadOptions.DEFAULT.withSchema(schema).withFormat(FileFormat.JSONL);
        byte[] lines = "{\"x\": \"NaN\"}\n{\"x\": \"-Infinity\"}\n{\"x\": NaN}\n{\"x\": \"5\"}"
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> TestFiles.readStandardInput(lines, options))
                .hasMessage("standard input:4: field 'x': expected double, found '5' (by the schema)");
    }

    private Content read(String text) throws IOException {
        return TestFiles.read(TestFiles.write(folder, "events.ndjson", text), ReadOptions.DEFAULT);
    }
}
