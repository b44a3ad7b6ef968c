package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.TlsConfig;
import dev.millrace.config.TlsConfig.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may be let in where: an address that other machines reach is not listened on unguarded. */
final class AccessRules {

    private static final Logger log = LoggerFactory.getLogger(AccessRules.class);

    private AccessRules() {}

    /**
     * Warns of what is weak, and refuses what is open.
     *
     * @param address what the config's host resolves to
     * @throws IOException if other machines reach the address, and neither a token nor TLS is configured
     */
    static void require(HttpConfig http, InetAddress address) throws IOException {
        if (address.isLoopbackAddress()) {
            return;
        }
        TlsConfig tls = http.tls();
        if (http.token() == null && tls == null) {
            throw new IOException(
                    "http.host: " + http.host() + " can be reached from other machines, where anybody could read every"
                            + " parameter; set http.token-file, or http.token to a variable of the environment, so that"
                            + " requests must bear the token; or set http.tls; or set http.host to 127.0.0.1");
        }
        if (tls == null) {
            log.warn(
                    "http.host is {} and there is no http.tls: whoever can read the network's traffic reads the token, too",
                    http.host());
        } else if (http.token() == null && tls.clientAuth() != ClientAuth.NEED) {
            log.warn(
                    "http.host is {}: connections are encrypted, but whoever reaches this address can read every parameter;"
                            + " set http.token-file, or http.tls.client-auth to need",
                    http.host());
        }
    }
}
