package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.config.HttpConfig;
import dev.millrace.http.Listener;
import dev.millrace.http.QueryServer;
import dev.millrace.http.Routes;
import jakarta.servlet.AsyncContext;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients over real connections: those that read, and those that do not. */
class LiveClientTest {

    private static final long LIMIT_SECONDS = 20;
    private static final int CHUNK_BYTES = 1 << 20;

    private record Connected(LiveClient client, CountDownLatch gone) {}

    private final BlockingQueue<Connected> connected = new LinkedBlockingQueue<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private QueryServer server;

    @BeforeEach
    void start() throws Exception {
        logged.start();
        logger().addAppender(logged);
        Routes routes = some -> some.get("/live", request -> {
            request.contentType(ServerSentEvents.CONTENT_TYPE);
            AsyncContext connection = request.req().startAsync();
            connection.setTimeout(0);
            CountDownLatch gone = new CountDownLatch(1);
            LiveClient client = new LiveClient(connection, gone::countDown);
            request.future(() -> {
                client.start();
                connected.add(new Connected(client, gone));
                return new CompletableFuture<Void>();
            });
        });
        server = QueryServer.start(Listener.open(new HttpConfig("127.0.0.1", 0)), List.of(routes));
    }

    @AfterEach
    void stop() {
        server.close();
        logger().detachAppender(logged);
        // However a client leaves, nothing is done with its request after that.
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.javalin.Javalin");
    }

    @Test
    void shouldDeliverAllInOrderToAClientThatReads() throws Exception {
        try (Socket socket = connect()) {
            Connected reader = next();
            List<String> sent = new ArrayList<>();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 500; i++) {
                String line = "data: " + i;
                sent.add(line);
                reader.client().send((line + "\n\n").getBytes(StandardCharsets.UTF_8));
                if (i % 50 == 49) {
                    awaitLines(in, sent);
                }
            }
            reader.client().close();
            assertThat(reader.gone().getCount()).isZero();
            // An empty chunk is the end of the answer; the connection itself may stay.
            String rest = in.readLine();
            while (!"0".equals(rest)) {
                assertThat(rest).isNotNull().doesNotStartWith("data:");
                rest = in.readLine();
            }
        }
    }

    @Test
    void shouldDropAClientThatDoesNotReadAndKeepNoThreadForIt() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            // More than the server has threads.
            List<Connected> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sockets.add(connect());
                clients.add(next());
            }
            byte[] chunk = ("data: " + "x".repeat(CHUNK_BYTES) + "\n\n").getBytes(StandardCharsets.UTF_8);
            Connected slow = clients.get(0);
            int sent = 0;
            while (slow.gone().getCount() > 0) {
                slow.client().send(chunk);
                // What the queue holds, and what the operating system takes for both ends.
                assertThat(++sent).isLessThan(64);
            }
            assertEnds(sockets.get(0));
            Connected other = clients.get(19);
            other.client().send("data: still there\n\n".getBytes(StandardCharsets.UTF_8));
            awaitLines(
                    new BufferedReader(new InputStreamReader(sockets.get(19).getInputStream(), StandardCharsets.UTF_8)),
                    new ArrayList<>(List.of("data: still there")));
            assertThat(other.gone().getCount()).isEqualTo(1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void shouldNoticeAClientThatLeaves() throws Exception {
        Connected left;
        try (Socket socket = connect()) {
            left = next();
            left.client().send("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isPositive();
        }
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!left.gone().await(20, TimeUnit.MILLISECONDS)) {
            left.client().send(ServerSentEvents.heartbeat());
            assertThat(System.nanoTime()).isLessThan(limit);
        }
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write("GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Connected next() throws InterruptedException {
        Connected next = connected.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** Headers and lengths of chunks are passed over. */
    private static void awaitLines(BufferedReader in, List<String> expected) throws Exception {
        for (String line : expected) {
            String found = in.readLine();
            while (found != null && !found.startsWith("data: ")) {
                found = in.readLine();
            }
            assertThat(found).isEqualTo(line);
        }
        expected.clear();
    }

    private static void assertEnds(Socket socket) {
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = socket.getInputStream()) {
            int read = 0;
            while (read >= 0) {
                read = in.read(buffer);
            }
        } catch (java.net.SocketTimeoutException stillOpen) {
            throw new AssertionError("the connection is still open", stillOpen);
        } catch (java.io.IOException reset) {
            // It ends in one way or the other.
        }
    }
}
