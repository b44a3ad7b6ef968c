package dev.millrace.broker;

import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** What a new version of a subject must be able to do. */
enum CompatibilityLevel {
    /** The new schema reads what was written with the latest one. */
    BACKWARD {
        @Override
        List<String> objections(Schema candidate, Schema latest) {
            return SchemaCompatibility.checkReaderWriterCompatibility(candidate, latest)
                    .getResult()
                    .getIncompatibilities()
                    .stream()
                    .map(each -> each.getType() + " at " + each.getLocation() + ": " + each.getMessage())
                    .toList();
        }
    },
    /** Anything goes. */
    NONE {
        @Override
        List<String> objections(Schema candidate, Schema latest) {
            return List.of();
        }
    };

    /** Why {@code candidate} may not follow {@code latest}; empty if it may. */
    abstract List<String> objections(Schema candidate, Schema latest);

    /** @throws RegistryException 422 if this registry does not know the level */
    static CompatibilityLevel of(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    422,
                    42203,
                    "compatibility level '" + name + "' is not known here; this registry has BACKWARD and NONE");
        }
    }
}
