package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.TlsConfig.ClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConfigTest {

    private static final String SECRET = "0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void shouldReadEveryKeyWhenItIsWritten() {
        HttpConfig http = http("host: 0.0.0.0, port: 0, advertised: \"here:81\", token: \"${TOKEN}\", max-requests: 3,"
                + " tls: {key-store: keys.p12, key-store-password: \"${PASSWORD}\", trust-store: trust.jks,"
                + " trust-store-password: p, client-auth: need}");

        assertThat(http)
                .isEqualTo(new HttpConfig(
                        "0.0.0.0",
                        0,
                        "here:81",
                        new Secret(SECRET),
                        new TlsConfig(
                                new TlsConfig.Store(Path.of("keys.p12"), new Secret("pass word"), "PKCS12"),
                                new TlsConfig.Store(Path.of("trust.jks"), new Secret("p"), "JKS"),
                                ClientAuth.NEED),
                        3));
    }

    @Test
    void shouldReadSecretsWithoutLineEndsWhenTheyAreInFiles() throws IOException {
        Path token = file("token", "\n" + SECRET + "\r\n");
        Path password = file("password", " p \n");

        HttpConfig http = http("token-file: " + token + ", tls: {key-store: keys, key-store-type: JKS,"
                + " key-store-password-file: " + password + "}");

        assertThat(http.token()).isEqualTo(new Secret(SECRET));
        assertThat(http.tls())
                .isEqualTo(new TlsConfig(
                        new TlsConfig.Store(Path.of("keys"), new Secret("p"), "JKS"), null, ClientAuth.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "${NO_TOKEN:-none}"})
    void shouldHaveNoTokenWhenItIsNone(String token) {
        assertThat(http("token: \"" + token + "\"")).isEqualTo(new HttpConfig("127.0.0.1", 8080));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789 abcdef", "0123456789abcdefö", "${SHORT}"})
    void shouldRefuseTokenWithoutShowingItWhenItIsEasyToFind(String token) throws IOException {
        String expected = "expected 16 to 1024 letters, digits and signs of ASCII without blanks, such as"
                + " 'openssl rand -hex 32' makes; found another text, which is not shown";
        assertThat(problems("token: \"" + token + "\"")).containsExactly("flights.yaml:41: http.token: " + expected);
        if (!token.startsWith("$")) {
            assertThat(problems("token-file: " + file("weak", token)))
                    .containsExactly("flights.yaml:41: http.token-file: " + expected);
        }
    }

    @Test
    void shouldRefuseTokenWhenAFileSaysNone() throws IOException {
        assertThat(problems("token-file: " + file("none", "none"))).hasSize(1);
    }

    @Test
    void shouldRefuseWhenFileOfSecretIsOfNoUse() throws IOException {
        Path missing = folder.resolve("missing");
        assertThat(problems("token-file: " + missing))
                .containsExactly("flights.yaml:41: http.token-file: " + missing + ": no such file (looked for "
                        + missing.toAbsolutePath() + "); give the path of a file that holds the secret");
        assertThat(problems("token-file: " + folder))
                .containsExactly("flights.yaml:41: http.token-file: " + folder
                        + ": is a folder; give the path of a file that holds the secret");
        assertThat(problems("token-file: " + file("empty", "\n")))
                .containsExactly("flights.yaml:41: http.token-file: expected a secret; found nothing");
        assertThat(problems("token-file: " + file("large", "x".repeat(65_537))))
                .containsExactly("flights.yaml:41: http.token-file: " + folder.resolve("large")
                        + ": has more than 65536 bytes; is this the right file?");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
        assertThat(problems("token-file: " + binary))
                .containsExactly(
                        "flights.yaml:41: http.token-file: " + binary + ": is not UTF-8 text; save it as UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            token: 0123456789abcdef, token-file: x     | token-file: expected one of token and token-file, found both; remove one of them
            token: "abc${secret"                       | token: expected ${NAME} or ${NAME:-default}; found something else in a secret (write $${ if it should stand for itself)
            tokn: 0123456789abcdef                     | tokn: unknown key; allowed here: host, port, advertised, token, token-file, tls, max-requests; did you mean 'token'?
            max-requests: 0                            | max-requests: expected a whole number from 1 to 1000; found '0'
            max-requests: 1001                         | max-requests: expected a whole number from 1 to 1000; found '1001'
            advertised: "http://a:1"                   | advertised: expected HOST or HOST:PORT, such as 10.0.0.7:8080; found 'http://a:1'
            advertised: "a:0"                          | advertised: expected HOST or HOST:PORT, such as 10.0.0.7:8080; found 'a:0'
            advertised: "a:65536"                      | advertised: expected HOST or HOST:PORT, such as 10.0.0.7:8080; found 'a:65536'
            tls: {key-store: k}                        | tls.key-store-password: required but missing; expected the password, as ${NAME} from the environment, or key-store-password-file with the path of a file that holds it
            tls: {key-store-password: p}               | tls.key-store: required but missing; expected the path of a file
            tls: {key-store: k, key-store-password: p, trust-store-type: JKS} | tls.trust-store: required but missing; expected the path of the store that trust-store-… is for
            tls: {key-store: k, key-store-password: p, key-store-type: PEM} | tls.key-store-type: expected one of PKCS12, JKS; found 'PEM'
            tls: {key-store: k, key-store-password: p, client-auth: yes} | tls.client-auth: expected one of none, want, need; found 'yes'
            tls: {key-store: k, key-store-password: p, password: p} | tls.password: unknown key; allowed here: key-store, key-store-password, key-store-password-file, key-store-type, trust-store, trust-store-password, trust-store-password-file, trust-store-type, client-auth; did you mean 'key-store-password'?
            """)
    void shouldSayHowToGoOnWhenAKeyIsWrong(String http, String problem) {
        assertThat(problems(http)).containsExactly("flights.yaml:41: http." + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,,http://127.0.0.1:9,127.0.0.1:9",
        "::1,,http://[::1]:9,[::1]:9",
        "[::1],,http://[::1]:9,[::1]:9",
        "0.0.0.0,here,http://0.0.0.0:9,here:9",
        "0.0.0.0,here:7,http://0.0.0.0:9,here:7",
        "0.0.0.0,[fe80::1],http://0.0.0.0:9,[fe80::1]:9",
        "0.0.0.0,[fe80::1]:7,http://0.0.0.0:9,[fe80::1]:7"
    })
    void shouldTellWhereItIsReached(String host, String advertised, String url, String reachedAt) {
        String more = advertised == null ? "" : ", advertised: \"" + advertised + "\"";
        HttpConfig http = http("host: \"" + host + "\"" + more);
        assertThat(http.url(9)).isEqualTo(url);
        assertThat(http.reachedAt(9)).isEqualTo(reachedAt);
    }

    @Test
    void shouldSayHttpsWhenConnectionsAreEncrypted() {
        assertThat(http("tls: {key-store: k, key-store-password: p}").url(9)).isEqualTo("https://127.0.0.1:9");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static HttpConfig http(String keys) {
        return MillraceConfig.parse(yaml(keys), Readme.SOURCE, Map.of("TOKEN", SECRET, "PASSWORD", "pass word"))
                .http();
    }

    private static List<String> problems(String keys) {
        try {
            MillraceConfig.parse(yaml(keys), Readme.SOURCE, Map.of("SHORT", "hidden"));
            throw new AssertionError("the config is not refused: " + keys);
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private static String yaml(String keys) {
        return Readme.with("http: {host: 127.0.0.1, port: 8080}", "http: {" + keys + "}");
    }
}
