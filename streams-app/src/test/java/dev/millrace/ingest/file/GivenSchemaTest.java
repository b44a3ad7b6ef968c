package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GivenSchemaTest {

    @TempDir
    Path folder;

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("'int'", "2147483647", "2147483647"),
                Arguments.of("'long'", "9223372036854775807", "9223372036854775807"),
                Arguments.of("'float'", "0.1", "0.1"),
                Arguments.of("'double'", "-1e-3", "-0.001"),
                Arguments.of("'double'", "NaN", "\"NaN\""),
                Arguments.of("'boolean'", "True", "true"),
                Arguments.of("'string'", "007", "\"007\""),
                Arguments.of("['null','string']", "", "null"),
                Arguments.of("['int','null']", "3", "3"),
                Arguments.of("{'type':'enum','name':'E','symbols':['A','B']}", "B", "\"B\""),
                Arguments.of("{'type':'int','logicalType':'date'}", "1970-01-31", "30"),
                Arguments.of("{'type':'long','logicalType':'timestamp-millis'}", "1970-01-01T00:00:01.5Z", "1500"),
                Arguments.of("{'type':'long','logicalType':'timestamp-millis'}", "17", "17"),
                Arguments.of("{'type':'long','logicalType':'timestamp-micros'}", "1970-01-01T01:00+01:00", "0"),
                Arguments.of("{'type':'long','logicalType':'local-timestamp-micros'}", "1970-01-01T00:01", "60000000"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldConvertWhenTheValueFits(String type, String cell, String expected) throws IOException {
        assertThat(read(type, cell)).containsExactly("{\"x\": 1, \"y\": " + expected + "}");
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("'int'", "2147483648", "expected int, found '2147483648'"),
                Arguments.of("'long'", "1.0", "expected long, found '1.0'"),
                Arguments.of("'float'", "1e39", "expected float, found '1e39'"),
                Arguments.of("'double'", "1d", "expected double, found '1d'"),
                Arguments.of("'double'", "", "expected double, found no value"),
                Arguments.of("'string'", "", "expected string, found no value"),
                Arguments.of("'boolean'", "1", "expected boolean, found '1'"),
                Arguments.of("{'type':'enum','name':'E','symbols':['A','B']}", "b", "expected one of A, B, found 'b'"),
                Arguments.of(
                        "{'type':'long','logicalType':'local-timestamp-millis'}",
                        "2001-02-30T00:01",
                        "expected local-timestamp-millis such as 2001-01-31T23:59, found '2001-02-30T00:01'"),
                Arguments.of(
                        "{'type':'long','logicalType':'timestamp-millis'}",
                        "2001-01-01T00:01",
                        "expected timestamp-millis such as 2001-01-31T23:59:00Z, found '2001-01-01T00:01'"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void shouldSayWhatWasExpectedWhenTheValueDoesNotFit(String type, String cell, String expected) {
        assertThatThrownBy(() -> read(type, cell))
                .isInstanceOf(BadRowException.class)
                .hasMessageEndingWith("a.csv:2: column 'y': " + expected + " (by the schema)");
    }

    @Test
    void shouldRefuseTypesThatAFileCannotHave() {
        assertThatThrownBy(() -> read("'bytes'", "x"))
                .hasMessageContaining("field 'y' has the type bytes; such a file can have");
        assertThatThrownBy(() -> read("['null','int','string']", "x"))
                .hasMessageContaining("field 'y' has the type [null, int, string]");
    }

    @Test
    void shouldTakeTheDefaultWhenAColumnIsMissing() throws IOException {
        String file = TestFiles.write(folder, "a.csv", "x\n1\n");

        assertThat(TestFiles.read(file, schema("'int','default':5")).records()).containsExactly("{\"x\": 1, \"y\": 5}");
        assertThat(TestFiles.read(file, schema("['null','int'],'default':null")).records())
                .containsExactly("{\"x\": 1, \"y\": null}");
        assertThatThrownBy(() -> TestFiles.read(file, schema("'int'")))
                .hasMessage(file + ": field 'y' of the schema is not in the file, which has x; make it nullable, give"
                        + " it a default, or --rename a column to it");
    }

    @Test
    void shouldRefuseAColumnThatTheSchemaDoesNotHave() throws IOException {
        String file = TestFiles.write(folder, "a.csv", "x,z\n1,2\n");

        assertThatThrownBy(() -> TestFiles.read(file, schema("'int'")))
                .hasMessage(file + ": column 'z': is not in the schema; add it there, give it the name of a field with"
                        + " --rename, or leave it out with --drop 'z'");
        assertThat(TestFiles.read(file, schema("'int'").withRenames(Map.of("z", "y")))
                        .records())
                .containsExactly("{\"x\": 1, \"y\": 2}");
    }

    private List<String> read(String type, String cell) throws IOException {
        return TestFiles.read(TestFiles.write(folder, "a.csv", "x,y\n1," + cell + "\n"), schema(type))
                .records();
    }

    private static ReadOptions schema(String type) {
        String json =
                "{'type':'record','name':'R','fields':[{'name':'x','type':'int'},{'name':'y','type':" + type + "}]}";
        return ReadOptions.DEFAULT.withSchema(new Schema.Parser().parse(json.replace('\'', '"')));
    }
}
