package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevRegistryTest {

    private static final String V1 = record("{\"name\":\"a\",\"type\":\"int\"}");
    /** Reads V1: the new field has a default. */
    private static final String V2 =
            record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
    /** Does not read V1: the new field has none. */
    private static final String V2_WITHOUT_DEFAULT =
            record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}");

    @TempDir
    private Path data;

    private DevRegistry registry;
    private RegistryCalls calls;

    @BeforeEach
    void start() throws IOException {
        registry = DevRegistry.start(data, 0);
        calls = new RegistryCalls(registry.url());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldGiveDenseIdsAndShareThemWhenSchemasAreEqual() throws Exception {
        assertThat(register("s", V1)).isEqualTo("200 {\"id\":1}");
        assertThat(register("s", V2)).isEqualTo("200 {\"id\":2}");
        assertThat(register("t", V2)).isEqualTo("200 {\"id\":2}");
        assertThat(register("t", " " + V2)).isEqualTo("200 {\"id\":2}");
        assertThat(register("u", "\"string\"")).isEqualTo("200 {\"id\":3}");

        assertThat(calls.get("/subjects")).isEqualTo("200 [\"s\",\"t\",\"u\"]");
        assertThat(calls.get("/subjects/s/versions")).isEqualTo("200 [1,2]");
        assertThat(calls.get("/subjects/t/versions")).isEqualTo("200 [1]");
        assertThat(calls.get("/schemas/ids/3")).isEqualTo("200 {\"schema\":\"\\\"string\\\"\"}");
    }

    @Test
    void shouldAnswerVersionsByNumberAndLatest() throws Exception {
        register("s", "\"int\"");
        register("s", "\"long\"");

        String first = "200 {\"subject\":\"s\",\"version\":1,\"id\":1,\"schema\":\"\\\"int\\\"\"}";
        String second = "200 {\"subject\":\"s\",\"version\":2,\"id\":2,\"schema\":\"\\\"long\\\"\"}";
        assertThat(calls.get("/subjects/s/versions/1")).isEqualTo(first);
        assertThat(calls.get("/subjects/s/versions/latest")).isEqualTo(second);
        assertThat(calls.get("/subjects/s/versions/-1")).isEqualTo(second);
        assertThat(calls.postSchema("/subjects/s", "\"int\"")).isEqualTo(first);
    }

    @Test
    void shouldSayWhatIsMissingWhenNotFound() throws Exception {
        register("s", "\"int\"");

        assertThat(calls.get("/subjects/none/versions"))
                .isEqualTo("404 {\"error_code\":40401,\"message\":\"Subject 'none' not found.\"}");
        assertThat(calls.postSchema("/subjects/none", "\"int\"")).startsWith("404 {\"error_code\":40401,");
        assertThat(calls.delete("/subjects/none")).startsWith("404 {\"error_code\":40401,");
        assertThat(calls.get("/subjects/s/versions/2"))
                .isEqualTo("404 {\"error_code\":40402,\"message\":\"Version 2 not found.\"}");
        assertThat(calls.postSchema("/subjects/s", "\"long\""))
                .isEqualTo("404 {\"error_code\":40403,\"message\":\"Schema not found\"}");
        assertThat(calls.get("/schemas/ids/2")).startsWith("404 {\"error_code\":40403,");
        assertThat(calls.get("/schemas/ids/x")).startsWith("404 {\"error_code\":404,");
        assertThat(calls.get("/nothing")).startsWith("404 {\"error_code\":404,");
        assertThat(calls.put("/subjects", "{}")).startsWith("405 {\"error_code\":405,");
    }

    @Test
    void shouldRejectWhatIsNotASchema() throws Exception {
        assertThat(register("s", "{\"type\":\"recrd\"}")).startsWith("422 {\"error_code\":42201,");
        assertThat(calls.post("/subjects/s/versions", "{}")).startsWith("422 {\"error_code\":42201,");
        assertThat(calls.post("/subjects/s/versions", "")).startsWith("422 {\"error_code\":42201,");
        assertThat(calls.post("/subjects/s/versions", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}"))
                .isEqualTo("422 {\"error_code\":42201,\"message\":"
                        + "\"Invalid schema: this registry takes AVRO, not JSON\"}");
        assertThat(calls.post("/subjects/s/versions", "{")).startsWith("400 {\"error_code\":400,");
        assertThat(calls.get("/subjects/s/versions/zero")).startsWith("422 {\"error_code\":42202,");
        assertThat(calls.get("/subjects")).isEqualTo("200 []");
    }

    @Test
    void shouldRefuseWithConflictWhenNotBackwardCompatible() throws Exception {
        register("s", V1);

        assertThat(register("s", V2_WITHOUT_DEFAULT))
                .startsWith("409 {\"error_code\":409,")
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(calls.postSchema("/compatibility/subjects/s/versions/latest", V2_WITHOUT_DEFAULT))
                .isEqualTo("200 {\"is_compatible\":false}");
        assertThat(calls.postSchema("/compatibility/subjects/s/versions/1?verbose=true", V2_WITHOUT_DEFAULT))
                .startsWith("200 {\"is_compatible\":false,\"messages\":[\"READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(calls.postSchema("/compatibility/subjects/s/versions/1", V2))
                .isEqualTo("200 {\"is_compatible\":true}");
        assertThat(calls.postSchema("/compatibility/subjects/none/versions/latest", V2))
                .isEqualTo("200 {\"is_compatible\":true}");
        assertThat(calls.postSchema("/compatibility/subjects/s/versions/2", V2))
                .startsWith("404 {\"error_code\":40402,");
        assertThat(calls.get("/subjects/s/versions")).isEqualTo("200 [1]");
    }

    @Test
    void shouldTakeAnySchemaWhenTheSubjectsLevelIsNone() throws Exception {
        register("s", V1);
        register("t", V1);

        assertThat(calls.get("/config")).isEqualTo("200 {\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(calls.get("/config/s")).startsWith("404 {\"error_code\":40408,");
        assertThat(calls.get("/config/s?defaultToGlobal=true")).isEqualTo("200 {\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(calls.put("/config/s", "{\"compatibility\":\"NONE\"}"))
                .isEqualTo("200 {\"compatibility\":\"NONE\"}");
        assertThat(calls.get("/config/s")).isEqualTo("200 {\"compatibilityLevel\":\"NONE\"}");
        assertThat(register("s", V2_WITHOUT_DEFAULT)).isEqualTo("200 {\"id\":2}");
        assertThat(register("t", V2_WITHOUT_DEFAULT)).startsWith("409 ");
        assertThat(calls.put("/config", "{\"compatibility\":\"FULL\"}")).startsWith("422 {\"error_code\":42203,");
        assertThat(calls.put("/config", "{\"compatibility\":\"NONE\"}")).isEqualTo("200 {\"compatibility\":\"NONE\"}");
        assertThat(register("t", V2_WITHOUT_DEFAULT)).isEqualTo("200 {\"id\":2}");
    }

    @Test
    void shouldCountOnWhenADeletedSubjectComesBack() throws Exception {
        register("s", V1);
        register("s", V2);

        assertThat(calls.delete("/subjects/s")).isEqualTo("200 [1,2]");
        assertThat(calls.get("/subjects")).isEqualTo("200 []");
        assertThat(calls.get("/schemas/ids/1")).startsWith("200 ");
        assertThat(register("s", "\"string\"")).isEqualTo("200 {\"id\":3}");
        assertThat(calls.get("/subjects/s/versions")).isEqualTo("200 [3]");

        assertThat(calls.delete("/subjects/s?permanent=true")).isEqualTo("200 [1,2,3]");
        assertThat(register("s", V1)).isEqualTo("200 {\"id\":1}");
        assertThat(calls.get("/subjects/s/versions")).isEqualTo("200 [1]");
    }

    @Test
    void shouldDecodeSubjectsWhenTheyNeedEscapes() throws Exception {
        assertThat(register("a%2Fb+c%20d", V1)).isEqualTo("200 {\"id\":1}");

        assertThat(calls.get("/subjects")).isEqualTo("200 [\"a/b+c d\"]");
    }

    @Test
    void shouldHoldTheSameWhenStartedAgain() throws Exception {
        register("s", V1);
        register("t", "\"string\"");
        calls.put("/config", "{\"compatibility\":\"NONE\"}");
        calls.put("/config/s", "{\"compatibility\":\"BACKWARD\"}");
        calls.delete("/subjects/t");
        stop();
        start();

        assertThat(calls.get("/subjects")).isEqualTo("200 [\"s\"]");
        assertThat(register("s", V2_WITHOUT_DEFAULT)).startsWith("409 ");
        assertThat(register("t", V2)).isEqualTo("200 {\"id\":3}");
        assertThat(calls.get("/subjects/t/versions")).isEqualTo("200 [2]");
        assertThat(register("u", "\"string\"")).isEqualTo("200 {\"id\":2}");
        assertThat(calls.get("/config")).isEqualTo("200 {\"compatibilityLevel\":\"NONE\"}");
    }

    @Test
    void shouldNameThePortWhenItIsTaken() {
        int port = URI.create(registry.url()).getPort();

        assertThatThrownBy(() -> DevRegistry.start(data.resolve("other"), port))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("port " + port + " of 127.0.0.1, meant for the registry, is in use");
    }

    private String register(String subject, String schema) throws IOException, InterruptedException {
        return calls.postSchema("/subjects/" + subject + "/versions", schema);
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
    }
}
