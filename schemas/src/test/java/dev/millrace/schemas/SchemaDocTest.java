package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaDocTest {
    private static final Set<String> NAMED = Set.of("record", "enum", "fixed", "error");
    private static final Pattern TIME =
            Pattern.compile("time(stamp)?|duration|latency|elapsed|age|timeout|interval|delay");
    private static final Pattern UNIT =
            Pattern.compile("\\b(nano|micro|milli)?seconds\\b|\\bminutes\\b|\\bhours\\b|\\bdays\\b");

    static Stream<Path> schemas() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
            return files.filter(file -> file.toString().endsWith(".avsc")).sorted().toList().stream();
        }
    }

    @Test
    void shouldFindEverySchemaWhenListing() throws IOException {
        assertThat(schemas().map(file -> file.getFileName().toString()))
                .contains(
                        "LossReport.avsc",
                        "ModelHeader.avsc",
                        "Prediction.avsc",
                        "QuarantinedEvent.avsc",
                        "SparseEvent.avsc");
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldDocumentEveryTypeAndField(Path file) throws IOException {
        assertThat(faults(new ObjectMapper().readTree(file.toFile()))).isEmpty();
    }

    @Test
    void shouldNoticeWhenADocOrAUnitIsMissing() throws IOException {
        String schema = "{'type':'record','name':'R','doc':'A record.','fields':["
                + "{'name':'kind','doc':' ','type':{'type':'enum','name':'Kind','symbols':['A']}},"
                + "{'name':'waitTime','doc':'How long.','type':['null',{'type':'array','items':'long'}]},"
                + "{'name':'at','doc':'When.','type':{'type':'long','logicalType':'timestamp-micros'}},"
                + "{'name':'timeout','doc':'Wait, in seconds.','type':'double'},"
                + "{'name':'timezone','doc':'Where.','type':'string'}]}";
        assertThat(faults(new ObjectMapper().readTree(schema.replace('\'', '"'))))
                .containsExactly(
                        "R.kind has no doc",
                        "Kind has no doc",
                        "R.waitTime does not name its unit of time",
                        "R.at does not name its unit of time");
    }

    private static List<String> faults(JsonNode schema) {
        List<String> faults = new ArrayList<>();
        walk(schema, faults);
        return faults;
    }

    private static void walk(JsonNode schema, List<String> faults) {
        if (!schema.isContainerNode()) {
            return;
        }
        if (schema.isArray()) {
            schema.forEach(branch -> walk(branch, faults));
            return;
        }
        JsonNode type = schema.path("type");
        String name = schema.path("name").asText();
        if (NAMED.contains(type.asText())) {
            checkDoc(schema, name, faults);
        }
        walk(type, faults);
        walk(schema.path("items"), faults);
        walk(schema.path("values"), faults);
        for (JsonNode field : schema.path("fields")) {
            String path = name + "." + field.path("name").asText();
            checkDoc(field, path, faults);
            if (tellsTime(field) && !UNIT.matcher(field.path("doc").asText()).find()) {
                faults.add(path + " does not name its unit of time");
            }
            walk(field.path("type"), faults);
        }
    }

    private static void checkDoc(JsonNode documented, String path, List<String> faults) {
        if (documented.path("doc").asText().isBlank()) {
            faults.add(path + " has no doc");
        }
    }

    private static boolean tellsTime(JsonNode field) {
        String type = field.path("type").toString();
        boolean number =
                Stream.of("\"int\"", "\"long\"", "\"float\"", "\"double\"").anyMatch(type::contains);
        String words = field.path("name").asText().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        boolean timely =
                Stream.of(words.split(" ")).anyMatch(word -> TIME.matcher(word).matches());
        return number && (timely || type.contains("\"logicalType\":\"time"));
    }
}
