package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.client.ApiClient;
import dev.millrace.client.QuestionPath;
import dev.millrace.client.TrustStore;
import dev.millrace.client.UnreachableException;
import dev.millrace.config.TlsConfig;
import dev.millrace.config.TlsConfig.ClientAuth;
import dev.millrace.config.TlsConfig.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of the command line against a server with TLS. */
class QueryTlsTest {

    private static final String ANSWER = "[{\"name\":\"champion\"}]";

    @TempDir
    static Path folder;

    private static Store trusting;
    private static QueryServer server;

    @BeforeAll
    static void start() throws Exception {
        Store keys = TestStores.keys(folder, "keys");
        trusting = TestStores.certificate(folder, "trusting", keys);
        server = GuardedServer.start(
                GuardedServer.http(null, new TlsConfig(keys, null, ClientAuth.NONE), 4),
                ClientPace.DEFAULT,
                routes -> routes.get("/learners", request -> request.result(ANSWER)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldTrustTheCertificatesOfAKeyStoreOrOfAPemFile() throws Exception {
        assertThat(ask(TrustStore.read(trusting.file(), TestStores.PASSWORD))).isEqualTo(ANSWER);
        assertThat(ask(TrustStore.read(folder.resolve("trusting.pem"), null))).isEqualTo(ANSWER);
    }

    @Test
    void shouldAnswerNobodyWhoDoesNotTrustTheCertificate() {
        assertThatThrownBy(() -> ask(null))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("cannot reach https://127.0.0.1:" + server.port() + ": ")
                .hasMessageEndingWith("; is it https there, and is its certificate one that --trust-store trusts?");
    }

    @Test
    void shouldTellWhatIsWrongWithATrustStore() throws IOException {
        assertThatThrownBy(() -> TrustStore.read(trusting.file(), "another"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is the password right?");
        Path text = Files.writeString(folder.resolve("text"), "no certificate");
        assertThatThrownBy(() -> TrustStore.read(text, null))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(text + ": expected a PKCS12, JKS or PEM file of certificates, found ");
    }

    private static String ask(@Nullable SSLContext tls) {
        ApiClient client =
                new ApiClient(URI.create("https://127.0.0.1:" + server.port()), null, tls, Duration.ofSeconds(10));
        return new String(client.get(QuestionPath.of("learners")), StandardCharsets.UTF_8);
    }
}
