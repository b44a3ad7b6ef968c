package dev.millrace.config;

/**
 * Where queries are answered.
 *
 * @param host name or address to listen on
 * @param port 0 to 65535; 0 takes a free one
 */
public record HttpConfig(String host, int port) {

    public static final int MAX_PORT = 65_535;

    public static final HttpConfig DEFAULT = new HttpConfig("127.0.0.1", 8080);

    public HttpConfig {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: expected 0 to " + MAX_PORT + ", got " + port);
        }
    }
}
