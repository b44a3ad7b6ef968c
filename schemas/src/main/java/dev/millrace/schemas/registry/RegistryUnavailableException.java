package dev.millrace.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * No registry gave an answer: none could be reached, all were too slow, or all answered that they are overloaded or broken.
 * Nothing is wrong with the data; the same call may succeed later, and the record must not be quarantined.
 */
public final class RegistryUnavailableException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, int status, int errorCode, @Nullable Throwable cause) {
        super(message, status, errorCode, cause);
    }
}
