package dev.millrace.schemas.registry;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schema registry refused a request, or answered with something that is no schema. The message says how to go on. */
public class SchemaRegistryException extends RuntimeException {
    /** The registry knows no such subject. */
    public static final int SUBJECT_NOT_FOUND = 40401;
    /** The subject has no such version. */
    public static final int VERSION_NOT_FOUND = 40402;
    /** The registry knows no such schema. */
    public static final int SCHEMA_NOT_FOUND = 40403;
    /** The schema is no valid Avro schema. */
    public static final int INVALID_SCHEMA = 42201;

    private static final long serialVersionUID = 1L;
    private static final Set<Integer> UNUSABLE =
            Set.of(SUBJECT_NOT_FOUND, VERSION_NOT_FOUND, SCHEMA_NOT_FOUND, INVALID_SCHEMA);

    private final int status;
    private final int errorCode;

    public SchemaRegistryException(String message, int status, int errorCode, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** HTTP status of the answer; 0 if there was none. */
    public final int status() {
        return status;
    }

    /** Confluent's {@code error_code}, five digits for most errors, equal to the status for some; 0 if there was none. */
    public final int errorCode() {
        return errorCode;
    }

    /**
     * True if the registry is well and the schema is what is wrong: unknown, or no Avro schema. Asking again gives the same
     * answer. False for every other trouble: wrong URL, credentials, an incompatible change, a registry that is down.
     */
    public final boolean schemaUnusable() {
        return UNUSABLE.contains(errorCode);
    }
}
