package dev.millrace.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted, and whom they are with.
 *
 * @param keyStore holds the private key and the certificates that this application shows
 * @param trustStore certificates of those who may be talked with; null for those of the key store itself
 * @param clientAuth whether clients show a certificate
 */
public record TlsConfig(Store keyStore, @Nullable Store trustStore, ClientAuth clientAuth) {

    /** Whether a client is asked for a certificate. */
    public enum ClientAuth {
        /** It is not. */
        NONE,
        /** It is, and may have none; one that it shows must be trusted. */
        WANT,
        /** It is, and must have one that is trusted. */
        NEED
    }

    /**
     * A file of keys and certificates.
     *
     * @param password of the file, and of the keys in it
     * @param type as {@link java.security.KeyStore} calls it
     */
    public record Store(Path file, Secret password, String type) {}
}
