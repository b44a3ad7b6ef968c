package dev.millrace.schemas.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A registry inside the JVM, for tests and for trying things out: no network, no compatibility checks. Ids count from 1 in
 * each scope, one for each distinct schema text.
 *
 * <p>Any thread may use it; the scope's lock guards all of its state.
 */
public final class MockSchemaRegistry implements SchemaRegistry {
    /** Scopes are shared by name, as with Confluent's {@code mock://} URLs: this is the one place that remembers them. */
    private static final Map<String, MockSchemaRegistry> SCOPES = new ConcurrentHashMap<>();

    private final String name;
    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, List<Integer>> subjects = new HashMap<>();

    private MockSchemaRegistry(String name) {
        this.name = name;
    }

    /** The registry of {@code mock://name}; made on first use. */
    public static MockSchemaRegistry scope(String name) {
        return SCOPES.computeIfAbsent(name, MockSchemaRegistry::new);
    }

    /** Forgets a scope, so that the next {@link #scope} of that name is empty. Those who hold the old one keep it. */
    public static void drop(String name) {
        SCOPES.remove(name);
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        int id = ids.computeIfAbsent(schema.toString(), text -> {
            schemas.add(schema);
            return schemas.size();
        });
        List<Integer> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
        List<Integer> versions = versionsOf(subject);
        Integer id = ids.get(schema.toString());
        if (id == null || !versions.contains(id)) {
            throw notFound(
                    "schema " + schema.getFullName() + " of subject " + subject,
                    SchemaRegistryException.SCHEMA_NOT_FOUND);
        }
        return id;
    }

    @Override
    public synchronized Schema schemaById(int id) {
        if (id < 1 || id > schemas.size()) {
            throw notFound("schema id " + id, SchemaRegistryException.SCHEMA_NOT_FOUND);
        }
        return schemas.get(id - 1);
    }

    @Override
    public synchronized RegisteredSchema latest(String subject) {
        List<Integer> versions = versionsOf(subject);
        int id = versions.get(versions.size() - 1);
        return new RegisteredSchema(id, versions.size(), schemas.get(id - 1));
    }

    private List<Integer> versionsOf(String subject) {
        List<Integer> versions = subjects.get(subject);
        if (versions == null) {
            throw notFound("subject " + subject, SchemaRegistryException.SUBJECT_NOT_FOUND);
        }
        return versions;
    }

    private SchemaRegistryException notFound(String what, int errorCode) {
        return new SchemaRegistryException(
                "mock://" + name + " knows no " + what + "; register it in this scope first.", 404, errorCode, null);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "MockSchemaRegistry[mock://" + name + "]";
    }
}
