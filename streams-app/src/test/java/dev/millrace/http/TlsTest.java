package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.Secret;
import dev.millrace.config.TlsConfig;
import dev.millrace.config.TlsConfig.ClientAuth;
import dev.millrace.config.TlsConfig.Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {

    private static final ClientPace SHORT =
            new ClientPace(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(400), 4 * 1024);

    @TempDir
    static Path folder;

    private static Store own;
    private static Store strange;
    private static Store trusting;

    @BeforeAll
    static void makeStores() throws Exception {
        own = TestStores.keys(folder, "own");
        strange = TestStores.keys(folder, "strange");
        trusting = TestStores.certificate(folder, "trusting", strange);
    }

    @Test
    void shouldAnswerEncryptedWhenThereIsAKeyStore() throws Exception {
        TlsConfig tls = new TlsConfig(own, null, ClientAuth.NONE);
        try (QueryServer server = start(tls, null)) {
            HttpResponse<String> response = ask(server, tls, null);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("learners");
            assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(RawClient.get(server.port(), "GET", "/learners", ""))
                    .as("not encrypted")
                    .doesNotContain("learners");
        }
    }

    @Test
    void shouldWantTheTokenWhenConnectionsAreEncryptedToo() throws Exception {
        TlsConfig tls = new TlsConfig(own, null, ClientAuth.NONE);
        try (QueryServer server = start(tls, GuardedServer.TOKEN)) {
            assertThat(ask(server, tls, null).statusCode()).isEqualTo(401);
            assertThat(ask(server, tls, GuardedServer.TOKEN).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldBeRefusedByClientsWhenTheyDoNotTrustIt() throws Exception {
        try (QueryServer server = start(new TlsConfig(own, null, ClientAuth.NONE), null)) {
            TlsConfig other = new TlsConfig(strange, null, ClientAuth.NONE);
            assertThatThrownBy(() -> ask(server, other, null)).isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(ClientAuth.class)
    void shouldLetOnlyTrustedClientsInWhenCertificatesAreNeeded(ClientAuth clientAuth) throws Exception {
        TlsConfig tls = new TlsConfig(own, null, clientAuth);
        try (QueryServer server = start(tls, null)) {
            assertThat(ask(server, tls, null).statusCode()).isEqualTo(200);
            // Trusts the server, and shows nothing.
            HttpClient nameless = client(TestStores.trusting(own));
            if (clientAuth == ClientAuth.NEED) {
                assertThatThrownBy(() -> ask(server, nameless, null)).isInstanceOf(IOException.class);
            } else {
                assertThat(ask(server, nameless, null).statusCode()).isEqualTo(200);
            }
            // Trusts the server, and is not trusted by it: it shows nothing, for it is told whom the server trusts.
            HttpClient stranger = client(Tls.context(
                    new TlsConfig(strange, TestStores.certificate(folder, "o" + clientAuth, own), clientAuth)));
            if (clientAuth != ClientAuth.NEED) {
                assertThat(ask(server, stranger, null).statusCode()).isEqualTo(200);
            } else {
                assertThatThrownBy(() -> ask(server, stranger, null)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void shouldTrustTheTrustStoreAndNotItselfWhenThereIsOne() throws Exception {
        TlsConfig tls = new TlsConfig(own, trusting, ClientAuth.NEED);
        try (QueryServer server = start(tls, null)) {
            TlsConfig trusted = new TlsConfig(strange, TestStores.certificate(folder, "of-own", own), ClientAuth.NONE);
            assertThat(ask(server, trusted, null).statusCode()).isEqualTo(200);
            TlsConfig itself = new TlsConfig(own, null, ClientAuth.NONE);
            assertThatThrownBy(() -> ask(server, itself, null)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldCloseConnectionWhenTheHandshakeComesByteByByte() throws Exception {
        try (QueryServer server = start(new TlsConfig(own, null, ClientAuth.NONE), null);
                RawClient client = new RawClient(server.port())) {
            // The head of a long record of a handshake.
            client.send(new byte[] {22, 3, 1, 0x3F, (byte) 0xFF, 1, 0, 0x3F, (byte) 0xFB, 3, 3});
            long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
            while (client.sendsOne('x') && client.readsOneWithin(20)) {
                assertThat(System.nanoTime())
                        .as("the connection is still there")
                        .isLessThan(limit);
            }
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAStore() throws Exception {
        Path missing = folder.resolve("missing.p12");
        assertRefused(
                TestStores.store(missing, "PKCS12"),
                "http.tls.key-store: no such file (looked for " + missing.toAbsolutePath()
                        + "); give the path of a PKCS12 or JKS file, such as keytool makes");
        assertRefused(
                new Store(own.file(), new Secret("hidden-and-wrong"), "PKCS12"),
                "http.tls.key-store-password: expected the password of " + own.file()
                        + ", found another one; check it, and that the file is whole");
        assertRefused(
                trusting,
                "http.tls.key-store: expected a private key with its certificate in " + trusting.file()
                        + ", found 1 certificates and no key; make one with keytool -genkeypair, or put both into one"
                        + " file with openssl pkcs12 -export -inkey KEY -in CERTIFICATE");
        Store text = TestStores.store(Files.writeString(folder.resolve("text.p12"), "no store"), "PKCS12");
        assertThatThrownBy(() -> Tls.context(new TlsConfig(text, null, ClientAuth.NONE)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http.tls.key-store: expected a key store of type PKCS12 in " + text.file()
                        + ", which this user may read, found ")
                .hasMessageEndingWith("; if it is of another type, set http.tls.key-store-type");
        Store jks = TestStores.keys(folder, "keys.jks", "JKS", "hidden-other-password");
        assertRefused(
                jks,
                "http.tls.key-store-password: expected the key in " + jks.file()
                        + " to have the password of the file; change it with keytool -keypasswd");
        assertThatThrownBy(() -> Tls.context(new TlsConfig(own, TestStores.store(missing, "JKS"), ClientAuth.NEED)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http.tls.trust-store: no such file ");
    }

    @Test
    void shouldNotListenWhenTheKeyStoreIsOfNoUse() {
        HttpConfig http = GuardedServer.http(
                null,
                new TlsConfig(TestStores.store(folder.resolve("missing.p12"), "PKCS12"), null, ClientAuth.NONE),
                8);
        assertThatThrownBy(() -> Listener.open(http))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http.tls.key-store: no such file ");
    }

    private static void assertRefused(Store keys, String message) {
        assertThatThrownBy(() -> Tls.context(new TlsConfig(keys, null, ClientAuth.NONE)))
                .isInstanceOf(IOException.class)
                .hasMessage(message)
                .hasMessageNotContaining("hidden");
    }

    private static QueryServer start(TlsConfig tls, @Nullable String token) throws IOException {
        return GuardedServer.start(GuardedServer.http(token, tls, 8), SHORT, GuardedServer.simple());
    }

    private static HttpResponse<String> ask(QueryServer server, TlsConfig tls, @Nullable String token)
            throws Exception {
        return ask(server, client(Tls.context(tls)), token);
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    private static HttpResponse<String> ask(QueryServer server, HttpClient client, @Nullable String token)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + server.port() + "/learners"))
                .timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
