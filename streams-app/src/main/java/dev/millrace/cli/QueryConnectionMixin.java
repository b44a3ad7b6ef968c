package dev.millrace.cli;

import dev.millrace.client.ApiClient;
import dev.millrace.client.TrustStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the application is that a query asks, and how to get in. Secrets come from files or the environment only. */
final class QueryConnectionMixin {

    static final String URL = "MILLRACE_URL";
    static final String TOKEN = "MILLRACE_TOKEN";
    static final String TRUST_STORE_PASSWORD = "MILLRACE_TRUST_STORE_PASSWORD";

    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Any instance of the application (default: MILLRACE_URL, or " + DEFAULT_URL + ").")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token that the application's http.token asks for (default: MILLRACE_TOKEN is it).")
    private @Nullable Path tokenFile;

    @Option(
            names = "--trust-store",
            paramLabel = "FILE",
            description = "PKCS12, JKS or PEM file of the certificates to trust (default: those that Java trusts).")
    private @Nullable Path trustStore;

    @Option(
            names = "--trust-store-password-file",
            paramLabel = "FILE",
            description = "Holds the trust store's password (default: MILLRACE_TRUST_STORE_PASSWORD is it).")
    private @Nullable Path trustStorePasswordFile;

    /**
     * The application.
     *
     * @param environment of this process
     * @param patience how long to wait for an answer
     * @throws UsageException if the URL is none
     */
    ApiClient client(Map<String, String> environment, Duration patience) throws IOException {
        URI where = where(url != null ? url : environment.getOrDefault(URL, DEFAULT_URL));
        return new ApiClient(
                where,
                secret(tokenFile, environment.get(TOKEN)),
                trustStore == null
                        ? null
                        : TrustStore.read(
                                trustStore, secret(trustStorePasswordFile, environment.get(TRUST_STORE_PASSWORD))),
                patience);
    }

    private static URI where(String text) {
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new UsageException(
                "--url: expected http://HOST:PORT or https://HOST:PORT without user or password, got '" + text + "'");
    }

    private static @Nullable String secret(@Nullable Path file, @Nullable String otherwise) throws IOException {
        String secret = file == null ? otherwise : Files.readString(file).strip();
        if (file != null && String.valueOf(secret).isEmpty()) {
            throw new UsageException(file + ": expected a secret, found nothing");
        }
        return secret == null || secret.isEmpty() ? null : secret;
    }
}
