package dev.millrace.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1. Kafka must be told its ports before it binds them, so a free one can only be picked, not held.
 */
final class LoopbackPorts {

    /**
     * Picked ports lie below the range from which operating systems take the ports of outgoing connections (32768 on
     * Linux, higher elsewhere): otherwise any client could take a picked port before Kafka binds it.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    private LoopbackPorts() {}

    static int pickFree() throws IOException {
        return pickFreeBut(0);
    }

    /** Another than the one that was picked before and is still free. */
    static int pickFreeBut(int picked) throws IOException {
        int start = ThreadLocalRandom.current().nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + (start + i) % COUNT;
            if (port != picked && isFree(port)) {
                return port;
            }
        }
        throw new BindException("no free port on 127.0.0.1 from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    /** The port itself; {@code user} is named in the error. */
    static int requireFree(int port, String user) throws IOException {
        if (!isFree(port)) {
            throw inUse(port, user);
        }
        return port;
    }

    static BindException inUse(int port, String user) {
        return new BindException("port " + port + " of 127.0.0.1, meant for " + user
                + ", is in use by another process; stop that one, or choose another port (0 takes any free one)");
    }

    /** Always IPv4: the "loopback address" of Java may be ::1, and what is advertised to clients is 127.0.0.1. */
    static InetSocketAddress address(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            // As Kafka does: connections of a former broker that still linger are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }
}
