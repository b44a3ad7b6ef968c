package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address that is listened on, before anything is answered there: an application must know its port to tell the others
 * of its group, and somebody whose port is taken should know before topics are made. Any thread.
 */
public final class Listener implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final HttpConfig config;
    private final ServerSocketChannel channel;

    private Listener(HttpConfig config, ServerSocketChannel channel) {
        this.config = config;
        this.channel = channel;
    }

    /** @throws IOException if the config's host and port cannot be listened on */
    public static Listener open(HttpConfig http) throws IOException {
        InetAddress address = address(http);
        warnUnlessLoopback(http, address);
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(address, http.port()));
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "cannot listen on " + http.host() + ", port " + http.port() + " (" + e.getMessage()
                            + "); set http.host to an address of this machine and http.port to a free port, or to 0 to"
                            + " take any",
                    e);
        }
        return new Listener(http, channel);
    }

    HttpConfig config() {
        return config;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** 1 to 65535. */
    public int port() {
        return channel.socket().getLocalPort();
    }

    /** As other instances reach it: {@code HOST:PORT}. */
    public String advertised() {
        String host = config.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /** Listens no more. A server that was started with it does so by itself. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static InetAddress address(HttpConfig http) throws IOException {
        try {
            return InetAddress.getByName(http.host());
        } catch (UnknownHostException e) {
            throw new IOException(
                    "http.host: expected a name or address of this machine, found '" + http.host()
                            + "', which cannot be resolved",
                    e);
        }
    }

    private static void warnUnlessLoopback(HttpConfig http, InetAddress address) {
        if (!address.isLoopbackAddress()) {
            log.warn(
                    "http.host is {}: whoever reaches this address can read every parameter, and there is no access"
                            + " control; set http.host to 127.0.0.1, or put a proxy in front that checks who asks",
                    http.host());
        }
    }
}
