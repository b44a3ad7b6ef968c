package dev.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Subjects, their versions, and the schemas behind them. Schema ids count from 1 without gaps over all subjects, and
 * schemas of equal text share one. Each change is in the log before it is visible.
 *
 * <p>Threads: any; every method holds this object's monitor.
 */
final class SubjectStore implements AutoCloseable {

    /** One version of a subject; {@code version} counts from 1 in its subject, {@code text} is Avro's JSON. */
    record Version(String subject, int version, int id, String text) {}

    private static final String SUBJECT = "subject";

    private final RegistryLog log;
    /** The schema with id n is at n - 1. */
    private final List<Schema> schemas = new ArrayList<>();

    private final Map<String, Integer> idsByText = new HashMap<>();
    private final Map<String, SubjectHistory> histories = new TreeMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private CompatibilityLevel globalLevel = CompatibilityLevel.BACKWARD;

    private SubjectStore(RegistryLog log) {
        this.log = log;
    }

    /** @throws IOException if the file is damaged; a torn last line is not damage */
    static SubjectStore open(Path file) throws IOException {
        RegistryLog log = RegistryLog.open(file);
        SubjectStore store = new SubjectStore(log);
        try {
            log.loaded().forEach(store::apply);
        } catch (RuntimeException e) {
            log.close();
            throw new IOException(file + " does not hold a registry: " + e.getMessage(), e);
        }
        return store;
    }

    /** The subject's version with this schema: the one it has, else a new one (409 if it may not follow the latest). */
    synchronized Version register(String subject, Schema schema) {
        String text = schema.toString();
        Optional<Version> known = find(subject, text);
        if (known.isPresent()) {
            return known.get();
        }
        List<String> objections = objectionsToNext(subject, schema);
        if (!objections.isEmpty()) {
            throw new RegistryException(
                    409,
                    409,
                    "Schema being registered is incompatible with the latest version of subject '" + subject + "' ("
                            + level(subject) + "): " + String.join("; ", objections));
        }
        ObjectNode event = event("version");
        event.put(SUBJECT, subject)
                .put("version", history(subject).nextVersion())
                .put("id", idsByText.getOrDefault(text, schemas.size() + 1))
                .put("schema", text);
        record(event);
        return history(subject).latest().orElseThrow();
    }

    /** The version of the subject that has this schema; 404 if there is no such subject or version. */
    synchronized Version lookUp(String subject, Schema schema) {
        requireSubject(subject);
        return find(subject, schema.toString()).orElseThrow(RegistryException::schemaNotFound);
    }

    /** The schema's text; 404 if none has this id. A deleted subject's schemas stay, for the records that use them. */
    synchronized String schemaText(int id) {
        if (id < 1 || id > schemas.size()) {
            throw RegistryException.schemaNotFound();
        }
        return schemas.get(id - 1).toString();
    }

    /** All subjects that have a version, in alphabetical order. */
    synchronized List<String> subjects() {
        return histories.entrySet().stream()
                .filter(each -> !each.getValue().live().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The subject's versions, oldest first, at least one; 404 if there is no such subject. */
    synchronized List<Version> versions(String subject) {
        requireSubject(subject);
        return history(subject).live();
    }

    /** 404 if the subject has no such version. */
    synchronized Version version(String subject, VersionName name) {
        requireSubject(subject);
        return name.in(history(subject).live()).orElseThrow(() -> RegistryException.versionNotFound(name.toString()));
    }

    /** Why the schema may not follow this version; 404 if there is none, except that any schema may be the first. */
    synchronized List<String> objections(String subject, VersionName name, Schema schema) {
        if (name.isLatest()) {
            return objectionsToNext(subject, schema);
        }
        return level(subject)
                .objections(schema, schemas.get(version(subject, name).id() - 1));
    }

    /**
     * Forgets the subject's versions; 404 if there is no such subject.
     *
     * @param permanent whether the next version counts from 1 again
     * @return the numbers of the versions that went
     */
    synchronized List<Integer> delete(String subject, boolean permanent) {
        List<Version> gone =
                permanent ? history(subject).all() : history(subject).live();
        if (gone.isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
        record(event("delete").put(SUBJECT, subject).put("permanent", permanent));
        return gone.stream().map(Version::version).toList();
    }

    synchronized CompatibilityLevel globalLevel() {
        return globalLevel;
    }

    synchronized void setGlobalLevel(CompatibilityLevel level) {
        record(event("level").put("level", level.name()));
    }

    /** The subject's own level, if it has one. */
    synchronized Optional<CompatibilityLevel> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized void setLevel(String subject, CompatibilityLevel level) {
        record(event("level").put(SUBJECT, subject).put("level", level.name()));
    }

    @Override
    public synchronized void close() {
        log.close();
    }

    private List<String> objectionsToNext(String subject, Schema schema) {
        return history(subject)
                .latest()
                .map(latest -> level(subject).objections(schema, schemas.get(latest.id() - 1)))
                .orElse(List.of());
    }

    private CompatibilityLevel level(String subject) {
        return levels.getOrDefault(subject, globalLevel);
    }

    private Optional<Version> find(String subject, String text) {
        return history(subject).live().stream()
                .filter(each -> each.text().equals(text))
                .findFirst();
    }

    private SubjectHistory history(String subject) {
        return histories.getOrDefault(subject, SubjectHistory.EMPTY);
    }

    private void requireSubject(String subject) {
        if (history(subject).live().isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
    }

    private void record(ObjectNode event) {
        log.append(event);
        apply(event);
    }

    private void apply(JsonNode event) {
        String subject = event.path(SUBJECT).asText();
        switch (event.path("event").asText()) {
            case "version" -> applyVersion(subject, event);
            case "level" ->
                applyLevel(event, CompatibilityLevel.of(event.path("level").asText()));
            case "delete" -> applyDelete(subject, event.path("permanent").asBoolean());
            default -> throw new IllegalStateException("expected a version, a level or a delete, found " + event);
        }
    }

    private void applyVersion(String subject, JsonNode event) {
        String text = event.path("schema").asText();
        int id = event.path("id").asInt();
        int version = event.path("version").asInt();
        int expectedId = idsByText.getOrDefault(text, schemas.size() + 1);
        int expectedVersion = history(subject).nextVersion();
        if (id != expectedId || version != expectedVersion) {
            throw new IllegalStateException(
                    "expected id " + expectedId + " and version " + expectedVersion + ", found " + event);
        }
        if (id > schemas.size()) {
            schemas.add(new Schema.Parser().parse(text));
            idsByText.put(text, id);
        }
        histories.put(subject, history(subject).with(new Version(subject, version, id, text)));
    }

    private void applyLevel(JsonNode event, CompatibilityLevel level) {
        if (event.has(SUBJECT)) {
            levels.put(event.path(SUBJECT).asText(), level);
        } else {
            globalLevel = level;
        }
    }

    private void applyDelete(String subject, boolean permanent) {
        if (permanent) {
            histories.remove(subject);
        } else {
            histories.put(subject, history(subject).withoutLive());
        }
    }

    private static ObjectNode event(String name) {
        return JsonNodeFactory.instance.objectNode().put("event", name);
    }
}
