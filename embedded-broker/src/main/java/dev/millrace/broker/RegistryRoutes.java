package dev.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.broker.SubjectStore.Version;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The part of Confluent's REST interface that producers and consumers use: which path asks what, and the answer. */
final class RegistryRoutes {

    /**
     * One request, already decoded.
     *
     * @param path its segments, for example {@code [subjects, flights-value, versions]}
     * @param body a missing node where the request has none
     */
    record Request(String method, List<String> path, Map<String, String> query, JsonNode body) {

        boolean flag(String name) {
            return Boolean.parseBoolean(query.get(name));
        }
    }

    @FunctionalInterface
    private interface Answer {
        JsonNode to(List<String> arguments, Request request);
    }

    private record Route(String method, List<String> template, Answer answer) {

        static final String ANY = "*";

        boolean matches(List<String> path) {
            return path.size() == template.size()
                    && IntStream.range(0, path.size())
                            .allMatch(i -> isArgument(i) || template.get(i).equals(path.get(i)));
        }

        List<String> arguments(List<String> path) {
            return IntStream.range(0, path.size())
                    .filter(this::isArgument)
                    .mapToObj(path::get)
                    .toList();
        }

        private boolean isArgument(int i) {
            return template.get(i).equals(ANY);
        }
    }

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SCHEMA = "schema";

    private final SubjectStore store;
    private final List<Route> routes;

    RegistryRoutes(SubjectStore store) {
        this.store = store;
        this.routes = List.of(
                route("GET", "", (args, request) -> JSON.objectNode()),
                route("GET", "subjects", (args, request) -> texts(store.subjects())),
                route("POST", "subjects/*", (args, request) -> lookUp(args.get(0), request)),
                route("DELETE", "subjects/*", (args, request) -> delete(args.get(0), request)),
                route("GET", "subjects/*/versions", (args, request) -> versions(args.get(0))),
                route("POST", "subjects/*/versions", (args, request) -> register(args.get(0), request)),
                route("GET", "subjects/*/versions/*", (args, request) -> version(args.get(0), args.get(1))),
                route("GET", "schemas/ids/*", (args, request) -> schema(args.get(0))),
                route("GET", "config", (args, request) -> level(store.globalLevel())),
                route("PUT", "config", (args, request) -> setGlobalLevel(request)),
                route("GET", "config/*", (args, request) -> level(args.get(0), request)),
                route("PUT", "config/*", (args, request) -> setLevel(args.get(0), request)),
                route(
                        "POST",
                        "compatibility/subjects/*/versions/*",
                        (args, request) -> compatibility(args.get(0), args.get(1), request)));
    }

    /** @throws RegistryException with the status to answer instead */
    JsonNode answer(Request request) {
        List<Route> candidates =
                routes.stream().filter(each -> each.matches(request.path())).toList();
        if (candidates.isEmpty()) {
            throw new RegistryException(404, 404, "HTTP 404 Not Found: /" + String.join("/", request.path()));
        }
        Route route = candidates.stream()
                .filter(each -> each.method().equals(request.method()))
                .findFirst()
                .orElseThrow(() -> new RegistryException(405, 405, "HTTP 405 Method Not Allowed: " + request.method()));
        return route.answer().to(route.arguments(request.path()), request);
    }

    private static Route route(String method, String template, Answer answer) {
        List<String> segments =
                Stream.of(template.split("/")).filter(each -> !each.isEmpty()).toList();
        return new Route(method, segments, answer);
    }

    private JsonNode register(String subject, Request request) {
        return JSON.objectNode()
                .put("id", store.register(subject, schemaOf(request)).id());
    }

    private JsonNode lookUp(String subject, Request request) {
        return json(store.lookUp(subject, schemaOf(request)));
    }

    private JsonNode delete(String subject, Request request) {
        return numbers(store.delete(subject, request.flag("permanent")));
    }

    private JsonNode versions(String subject) {
        return numbers(store.versions(subject).stream().map(Version::version).toList());
    }

    private JsonNode version(String subject, String name) {
        return json(store.version(subject, VersionName.of(name)));
    }

    private JsonNode schema(String id) {
        try {
            return JSON.objectNode().put(SCHEMA, store.schemaText(Integer.parseInt(id)));
        } catch (NumberFormatException e) {
            throw new RegistryException(404, 404, "HTTP 404 Not Found: a schema id is a number, not " + id);
        }
    }

    private JsonNode level(String subject, Request request) {
        if (request.flag("defaultToGlobal")) {
            return level(store.ownLevel(subject).orElseGet(store::globalLevel));
        }
        return level(store.ownLevel(subject)
                .orElseThrow(() -> new RegistryException(
                        404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured")));
    }

    private static JsonNode level(CompatibilityLevel level) {
        return JSON.objectNode().put("compatibilityLevel", level.name());
    }

    private JsonNode setGlobalLevel(Request request) {
        store.setGlobalLevel(levelOf(request));
        return request.body();
    }

    private JsonNode setLevel(String subject, Request request) {
        store.setLevel(subject, levelOf(request));
        return request.body();
    }

    private JsonNode compatibility(String subject, String version, Request request) {
        List<String> objections = store.objections(subject, VersionName.of(version), schemaOf(request));
        ObjectNode answer = JSON.objectNode().put("is_compatible", objections.isEmpty());
        if (request.flag("verbose")) {
            answer.set("messages", texts(objections));
        }
        return answer;
    }

    private static CompatibilityLevel levelOf(Request request) {
        return CompatibilityLevel.of(request.body().path("compatibility").asText());
    }

    private static Schema schemaOf(Request request) {
        JsonNode body = request.body();
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw invalidSchema("this registry takes AVRO, not " + type);
        }
        if (!body.path("references").isEmpty()) {
            throw invalidSchema("this registry takes no references; put the named types into the schema itself");
        }
        if (!body.path(SCHEMA).isTextual()) {
            throw invalidSchema("the body must have a field \"schema\" with Avro's JSON as a string");
        }
        try {
            return new Schema.Parser().parse(body.path(SCHEMA).asText());
        } catch (AvroRuntimeException e) {
            throw invalidSchema(e.getMessage() + ": " + body.path(SCHEMA).asText());
        }
    }

    private static RegistryException invalidSchema(String reason) {
        return new RegistryException(422, 42201, "Invalid schema: " + reason);
    }

    private static JsonNode json(Version version) {
        return JSON.objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put(SCHEMA, version.text());
    }

    private static ArrayNode texts(List<String> values) {
        ArrayNode array = JSON.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static ArrayNode numbers(List<Integer> values) {
        ArrayNode array = JSON.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
