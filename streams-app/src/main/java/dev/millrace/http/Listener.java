package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An address that is listened on, before anything is answered there: an application must know its port to tell the others
 * of its group, and somebody whose port is taken should know before topics are made. Any thread.
 */
public final class Listener implements Closeable {

    private final HttpConfig config;
    private final ServerSocketChannel channel;
    private final @Nullable SSLContext tls;

    private Listener(HttpConfig config, ServerSocketChannel channel, @Nullable SSLContext tls) {
        this.config = config;
        this.channel = channel;
        this.tls = tls;
    }

    /**
     * @throws IOException if the config's host and port cannot be listened on, others could reach them and nothing guards
     *     them, or its key store cannot be used
     */
    public static Listener open(HttpConfig http) throws IOException {
        InetAddress address = address(http);
        AccessRules.require(http, address);
        SSLContext tls = http.tls() == null ? null : Tls.context(http.tls());
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
        return new Listener(http, channel, tls);
    }

    HttpConfig config() {
        return config;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Null if connections are not encrypted. */
    @Nullable
    SSLContext tls() {
        return tls;
    }

    /** 1 to 65535. */
    public int port() {
        return channel.socket().getLocalPort();
    }

    /**
     * By what other instances reach it: {@code HOST:PORT}. If it listens on all addresses and nobody said which one that
     * is, the name of this machine.
     */
    public String advertised() throws IOException {
        if (config.advertised() == null && channel.socket().getInetAddress().isAnyLocalAddress()) {
            return localName() + ":" + port();
        }
        return config.reachedAt(port());
    }

    private static String localName() throws IOException {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IOException(
                    "http.advertised: expected HOST:PORT by which other instances reach this one, found none, and the name"
                            + " of this machine cannot be resolved (" + e.getMessage() + "); set it",
                    e);
        }
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
}
