package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.millrace.config.HttpConfig;
import dev.millrace.config.Secret;
import dev.millrace.config.TlsConfig;
import dev.millrace.config.TlsConfig.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "[::]", "0", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"})
    void shouldRefuseToListenWhenOthersReachAnAddressThatNothingGuards(String host) {
        assertThatThrownBy(() -> Listener.open(new HttpConfig(host, 0)))
                .isInstanceOf(IOException.class)
                .hasMessage("http.host: " + host + " can be reached from other machines, where anybody could read every"
                        + " parameter; set http.token-file, or http.token to a variable of the environment, so that"
                        + " requests must bear the token; or set http.tls; or set http.host to 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "192.168.1.1", "fe80::1", "8.8.8.8", "128.0.0.1", "::ffff:10.0.0.1"})
    void shouldRefuseWhenAddressIsNoLoopback(String host) {
        assertThatThrownBy(() -> require(http(host, null, null))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.3", "::1", "localhost", "::ffff:127.0.0.1"})
    void shouldListenOnLoopbackWithoutGuardOrWarning(String host) throws IOException {
        assertThat(warnings(http(host, null, null))).isEmpty();
    }

    @Test
    void shouldWarnThatTheTokenIsReadWhenItIsNotEncrypted() throws IOException {
        assertThat(warnings(http("0.0.0.0", "0123456789abcdef", null)))
                .containsExactly("http.host is 0.0.0.0 and there is no http.tls: whoever can read the network's traffic"
                        + " reads the token, too");
        assertThat(warnings(http("0.0.0.0", "0123456789abcdef", ClientAuth.NONE)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NONE,1", "WANT,1", "NEED,0"})
    void shouldWarnThatAnybodyMayAskWhenNobodyIsAskedWhoHeIs(ClientAuth clientAuth, int warnings) throws IOException {
        assertThat(warnings(http("0.0.0.0", null, clientAuth)))
                .hasSize(warnings)
                .allMatch(warning -> warning.equals("http.host is 0.0.0.0: connections are encrypted, but whoever"
                        + " reaches this address can read every parameter; set http.token-file, or"
                        + " http.tls.client-auth to need"));
    }

    private static List<String> warnings(HttpConfig http) throws IOException {
        try (CapturedLog log = new CapturedLog(AccessRules.class)) {
            require(http);
            return log.messages(Level.WARN);
        }
    }

    private static void require(HttpConfig http) throws IOException {
        AccessRules.require(http, InetAddress.getByName(http.host()));
    }

    private static HttpConfig http(String host, @Nullable String token, @Nullable ClientAuth clientAuth) {
        TlsConfig tls = clientAuth == null
                ? null
                : new TlsConfig(new TlsConfig.Store(Path.of("k"), new Secret("p"), "PKCS12"), null, clientAuth);
        return new HttpConfig(host, 0, null, token == null ? null : new Secret(token), tls, 64);
    }
}
