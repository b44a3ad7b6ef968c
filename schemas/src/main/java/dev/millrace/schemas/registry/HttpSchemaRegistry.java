package dev.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A registry that speaks Confluent's REST protocol. With the default settings a call blocks for at most about 47 s (four
 * rounds of 10 s and the waits between them) for each URL that never answers.
 *
 * <p>Ids and schemas never change once given, so both directions are cached, the 2,000 most recently used of each; refusals
 * are not cached. Any thread may use it; two threads that miss the same entry may both ask.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {
    private static final int CACHED_ENTRIES = 2_000;
    private static final int MAX_REFERENCES = 1_000;

    private final RegistryConfig config;
    private final RegistryTransport transport;
    private final BoundedCache<SubjectSchema, Integer> ids = new BoundedCache<>(CACHED_ENTRIES);
    private final BoundedCache<Integer, Schema> schemas = new BoundedCache<>(CACHED_ENTRIES);

    /** Opens no connection yet. */
    public HttpSchemaRegistry(RegistryConfig config) {
        if (config.mockScope() != null) {
            throw new IllegalArgumentException("Expected http(s) URLs, found " + config);
        }
        this.config = config;
        this.transport = new RegistryTransport(config);
    }

    private record SubjectSchema(String subject, Schema schema) {}

    @Override
    public int register(String subject, Schema schema) {
        return id(subject, schema, "/subjects/" + encode(subject) + "/versions");
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return id(subject, schema, "/subjects/" + encode(subject));
    }

    private int id(String subject, Schema schema, String path) {
        SubjectSchema key = new SubjectSchema(subject, schema);
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        int id = number(transport.post(path, schema.toString()), "id", path);
        ids.put(key, id);
        return id;
    }

    @Override
    public Schema schemaById(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        String path = "/schemas/ids/" + id;
        Schema schema = parse(transport.get(path), path);
        schemas.put(id, schema);
        return schema;
    }

    @Override
    public RegisteredSchema latest(String subject) {
        String path = "/subjects/" + encode(subject) + "/versions/latest";
        JsonNode answer = transport.get(path);
        return new RegisteredSchema(number(answer, "id", path), number(answer, "version", path), parse(answer, path));
    }

    private Schema parse(JsonNode answer, String path) {
        // Defaults that are wrong for their type were let in by older registries; they do not hinder reading.
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
        return parse(parser, answer, path, new HashSet<>());
    }

    /** Parses what is referenced before what refers to it; the parser remembers the names. */
    private Schema parse(Schema.Parser parser, JsonNode answer, String path, Set<String> seen) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw unusable(path, "the schema is of type " + type + ", expected AVRO", null);
        }
        for (JsonNode reference : answer.path("references")) {
            String referred = "/subjects/" + encode(text(reference, "subject", path)) + "/versions/"
                    + number(reference, "version", path);
            if (seen.size() > MAX_REFERENCES) {
                throw unusable(path, "it refers to more than " + MAX_REFERENCES + " schemas", null);
            }
            if (seen.add(referred)) {
                parse(parser, transport.get(referred), referred, seen);
            }
        }
        String text = text(answer, "schema", path);
        try {
            return parser.parse(text);
        } catch (RuntimeException e) {
            // Besides SchemaParseException Avro throws what it trips over, such as NullPointerException for a missing
            // name.
            throw unusable(path, "it is no valid Avro schema: " + e.getMessage(), e);
        }
    }

    private static SchemaRegistryException unusable(String path, String reason, @Nullable Throwable cause) {
        return new SchemaRegistryException(
                "The schema at " + path + " cannot be used: " + reason + ". Register an Avro schema.",
                200,
                SchemaRegistryException.INVALID_SCHEMA,
                cause);
    }

    private static int number(JsonNode answer, String field, String path) {
        JsonNode value = answer.get(field);
        if (value == null || !value.isInt()) {
            throw unexpected(path, "a number", field);
        }
        return value.intValue();
    }

    private static String text(JsonNode answer, String field, String path) {
        JsonNode value = answer.get(field);
        if (value == null || !value.isTextual()) {
            throw unexpected(path, "a text", field);
        }
        return value.textValue();
    }

    private static SchemaRegistryException unexpected(String path, String kind, String field) {
        return new SchemaRegistryException(
                "The answer to " + path + " was expected to hold " + kind + " in the field " + field
                        + " and does not. Check that " + RegistryConfig.URL + " names a schema registry.",
                200,
                0,
                null);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public String toString() {
        return "HttpSchemaRegistry" + config.urls();
    }
}
