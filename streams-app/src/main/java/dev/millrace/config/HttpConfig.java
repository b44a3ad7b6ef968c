package dev.millrace.config;

import org.jspecify.annotations.Nullable;

/**
 * Where queries are answered, and to whom.
 *
 * @param host name or address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param advertised {@code HOST} or {@code HOST:PORT} by which other instances of the application reach this one; null if
 *     that is host and port
 * @param token what requests must bear; null if they need none
 * @param tls null if connections are not encrypted
 * @param maxRequests answered at a time, 1 to {@value #MAX_REQUESTS}
 */
public record HttpConfig(
        String host,
        int port,
        @Nullable String advertised,
        @Nullable Secret token,
        @Nullable TlsConfig tls,
        int maxRequests) {

    public static final int MAX_PORT = 65_535;

    public static final int MAX_REQUESTS = 1_000;

    public static final int DEFAULT_MAX_REQUESTS = 64;

    public static final HttpConfig DEFAULT = new HttpConfig("127.0.0.1", 8080);

    public HttpConfig {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: expected 0 to " + MAX_PORT + ", got " + port);
        }
        if (maxRequests < 1 || maxRequests > MAX_REQUESTS) {
            throw new IllegalArgumentException("maxRequests: expected 1 to " + MAX_REQUESTS + ", got " + maxRequests);
        }
    }

    /** For all who reach this address, not encrypted. */
    public HttpConfig(String host, int port) {
        this(host, port, null, null, null, DEFAULT_MAX_REQUESTS);
    }

    /**
     * Where it answers, such as {@code https://[::1]:8080}.
     *
     * @param listened the port that is listened on, if {@link #port} is 0
     */
    public String url(int listened) {
        return scheme() + "://" + withPort(host, listened);
    }

    /**
     * By what other instances reach this one, such as {@code 10.0.0.7:8080}.
     *
     * @param listened the port that is listened on, if {@link #port} is 0
     */
    public String reachedAt(int listened) {
        if (advertised == null) {
            return withPort(host, listened);
        }
        boolean hasPort = advertised.lastIndexOf(':') > advertised.lastIndexOf(']');
        return hasPort ? advertised : advertised + ":" + listened;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    private static String withPort(String host, int port) {
        boolean isBareV6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (isBareV6 ? "[" + host + "]" : host) + ":" + port;
    }
}
