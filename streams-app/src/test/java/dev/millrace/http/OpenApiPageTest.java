package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.millrace.client.ApiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description of the HTTP interface by itself: whole, sound, and the same in docs/. */
class OpenApiPageTest {

    private static final Path PAGE = Path.of("..", "docs", "openapi.json");
    private static final String COMMAND = "mvn test -pl streams-app -am -Dtest=OpenApiPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.docs=write";
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");

    private final ApiDescription description = ApiDescription.read();
    private final JsonNode document = description.document();

    @Test
    void shouldStandInTheDocs() throws IOException {
        String page = ApiJson.pretty(OpenApiRoutes.description()) + "\n";
        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("run: " + COMMAND).hasContent(page);
    }

    @Test
    void shouldHaveSoundSchemas() {
        JsonSchema dialect =
                JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(ApiDescription.DIALECT));
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> assertThat(dialect.validate(schema.getValue()))
                        .as(schema.getKey())
                        .isEmpty());
        assertThat(dialect.validate(
                        document.at("/components/schemas/Provenance").deepCopy()))
                .isEmpty();
        assertThat(dialect.validate(ApiDescription.MAPPER.createObjectNode().put("type", 7)))
                .as("the dialect does refuse")
                .isNotEmpty();
    }

    @Test
    void shouldDescribeEveryPropertyAndRequireOnlyThoseThatAreThere() {
        document.at("/components/schemas").properties().forEach(schema -> {
            JsonNode properties = schema.getValue().path("properties");
            properties
                    .properties()
                    .forEach(property -> assertThat(property.getValue().has("description")
                                    || description.resolve(property.getValue()).has("description"))
                            .as(schema.getKey() + "." + property.getKey())
                            .isTrue());
            schema.getValue()
                    .path("required")
                    .forEach(name -> assertThat(properties.has(name.textValue()))
                            .as(schema.getKey() + "." + name)
                            .isTrue());
        });
    }

    @Test
    void shouldReferOnlyToWhatIsThereAndUseAllOfIt() {
        Set<String> used = new TreeSet<>();
        document.findValuesAsText("$ref").forEach(used::add);
        used.forEach(reference -> assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
        Set<String> there = new TreeSet<>();
        for (String kind : Set.of("schemas", "parameters", "responses")) {
            document.at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> there.add("#/components/" + kind + "/" + name));
        }
        assertThat(used).isEqualTo(there);
    }

    @Test
    void shouldDescribeEachOperationWithItsParametersAndResponses() {
        assertThat(document.get("openapi").textValue()).isEqualTo("3.1.0");
        assertThat(document.at("/components/securitySchemes/bearer/scheme").textValue())
                .isEqualTo("bearer");
        Set<String> names = new HashSet<>();
        for (String operation : description.operations()) {
            JsonNode described = description.operation(operation);
            assertThat(names.add(described.path("operationId").asText()))
                    .as(operation)
                    .isTrue();
            assertThat(described.path("summary").asText()).as(operation).endsWith(".");
            Set<String> inPath = new TreeSet<>();
            Set<String> all = new HashSet<>();
            for (JsonNode reference : described.path("parameters")) {
                JsonNode parameter = description.resolve(reference);
                assertThat(parameter.path("description").asText()).as(operation).isNotEmpty();
                assertThat(parameter.path("schema").isObject()).as(operation).isTrue();
                assertThat(all.add(parameter.get("name").textValue()))
                        .as(operation)
                        .isTrue();
                if (parameter.get("in").textValue().equals("path")) {
                    assertThat(parameter.get("required").booleanValue()).isTrue();
                    inPath.add(parameter.get("name").textValue());
                }
            }
            assertThat(inPath).as(operation).isEqualTo(parametersOf(operation));
            assertThat(description.statuses(operation)).as(operation).contains("200", "default");
            described
                    .get("responses")
                    .forEach(response -> assertThat(description
                                    .resolve(response)
                                    .path("description")
                                    .asText())
                            .as(operation)
                            .isNotEmpty());
        }
    }

    @Test
    void shouldGiveAnExampleOfEveryAnswerInJsonThatIsOne() {
        for (String operation : description.operations()) {
            for (JsonNode reference : description.operation(operation).get("responses")) {
                description.resolve(reference).path("content").properties().forEach(content -> {
                    if (content.getKey().endsWith("json")) {
                        requireExamples(operation, content.getValue());
                    }
                });
            }
            description
                    .operation(operation)
                    .at("/requestBody/content")
                    .forEach(body -> requireExamples(operation, body));
        }
    }

    @Test
    void shouldFindAFieldThatIsNotDescribedOrNotThere() {
        JsonNode content = description
                .operation("GET /instances")
                .at("/responses/200/content")
                .get("application/json");
        ObjectNode more = content.get("example").deepCopy();
        more.put("more", 1);
        assertThatThrownBy(() -> description.requireValid("more", content.get("schema"), more))
                .hasMessageContaining("property 'more' is not defined");
        ObjectNode less = content.get("example").deepCopy();
        less.remove("learning");
        assertThatThrownBy(() -> description.requireValid("less", content.get("schema"), less))
                .hasMessageContaining("required property 'learning' not found");
    }

    private void requireExamples(String operation, JsonNode content) {
        if (content.has("example")) {
            description.requireValid(operation, content.get("schema"), content.get("example"));
            return;
        }
        assertThat(content.path("examples")).as(operation).isNotEmpty();
        content.get("examples")
                .forEach(example -> description.requireValid(operation, content.get("schema"), example.get("value")));
    }

    private static Set<String> parametersOf(String operation) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = PATH_PARAMETER.matcher(operation);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
