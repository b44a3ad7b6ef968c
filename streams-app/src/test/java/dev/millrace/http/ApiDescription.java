package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The description of the HTTP interface, to hold routes and answers against it. Strict: what is not described is wrong. */
public final class ApiDescription {

    public static final ObjectMapper MAPPER = new ObjectMapper();

    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private final JsonNode document;
    private final JsonNode components;
    private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private ApiDescription(JsonNode document) {
        this.document = document;
        this.components = strict(document.get("components").deepCopy());
    }

    /** The one that is served. */
    public static ApiDescription read() {
        try {
            return new ApiDescription(MAPPER.readTree(OpenApiRoutes.description()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** All that is described, such as {@code GET /learners/{name}}. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    JsonNode operation(String operation) {
        return document.get("paths")
                .get(template(operation))
                .get(method(operation).toLowerCase(Locale.ROOT));
    }

    static String method(String operation) {
        return operation.substring(0, operation.indexOf(' '));
    }

    /** The path, with its parameters in braces. */
    static String template(String operation) {
        return operation.substring(operation.indexOf(' ') + 1);
    }

    /** Statuses that an operation is described with, and {@code default}. */
    Set<String> statuses(String operation) {
        Set<String> statuses = new TreeSet<>();
        operation(operation).get("responses").fieldNames().forEachRemaining(statuses::add);
        return statuses;
    }

    /**
     * Fails unless the answer is described.
     *
     * @param type content type, null if there is no body
     * @return the status that it is described under
     */
    public String require(String operation, int status, String type, String body) throws IOException {
        String key = operation(operation).get("responses").has("" + status) ? "" + status : "default";
        JsonNode response = resolve(operation(operation).get("responses").get(key));
        assertThat(response).as(operation + " " + status).isNotNull();
        if (!response.has("content")) {
            assertThat(body).as(operation + " " + status).isEmpty();
            return key;
        }
        String plain = type.replaceFirst(";.*", "");
        JsonNode content = response.get("content").get(plain);
        assertThat(content).as(operation + " " + status + " " + type).isNotNull();
        if (plain.endsWith("json")) {
            requireValid(operation + " " + status, content.get("schema"), MAPPER.readTree(body));
        }
        return key;
    }

    void requireValid(String what, JsonNode schema, JsonNode value) {
        JsonSchema compiled = schemas.computeIfAbsent(schema, unused -> {
            ObjectNode root = MAPPER.createObjectNode().put("$schema", DIALECT);
            root.putArray("allOf").add(strict(schema.deepCopy()));
            root.set("components", components);
            return factory.getSchema(root);
        });
        assertThat(compiled.validate(value)).as(what + ": " + value).isEmpty();
    }

    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** Objects may have no properties but those that are described, unless the description says more. */
    private static JsonNode strict(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            if (!object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        }
        node.forEach(ApiDescription::strict);
        return node;
    }
}
