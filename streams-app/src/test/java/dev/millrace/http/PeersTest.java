package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.HttpConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The instance that is asked answers what a test says, and closes the connection. */
class PeersTest {

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static final HostInfo SELF = new HostInfo("127.0.0.1", 1);

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private volatile String answer = "";
    private ServerSocket other;
    private Thread answering;
    private Peers peers;
    private QueryServer server;

    @BeforeEach
    void start() throws IOException {
        other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        answering = new Thread(this::answer, "other-instance");
        answering.start();
        Listener listener = Listener.open(new HttpConfig("127.0.0.1", 0));
        peers = Peers.of(listener);
        Routes routes = added -> added.get("/learners", request -> {
            String refusal = peers.ask(new HostInfo("127.0.0.1", other.getLocalPort()), SELF, request, 0);
            if (refusal != null) {
                throw UnavailableException.later(refusal);
            }
        });
        server = QueryServer.start(listener, List.of(routes));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        peers.close();
        other.close();
        answering.join();
    }

    private void answer() {
        try {
            while (true) {
                try (Socket connection = other.accept()) {
                    BufferedReader head = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
                    String line = head.readLine();
                    asked.add(String.valueOf(line));
                    while (line != null && !line.isEmpty()) {
                        line = head.readLine();
                    }
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldCutTheConnectionWhenTheOtherBreaksOffInTheMiddle() throws Exception {
        answer = CHUNKED + "100000\r\n" + "1".repeat(0x100000) + "\r\n100\r\n11";
        for (String coding : List.of("", "Accept-Encoding: gzip\r\n")) {
            try (RawClient client = new RawClient(server.port())) {
                client.send("GET /learners HTTP/1.1\r\nHost: x\r\n" + coding + "\r\n");
                String half = client.rest();
                assertThat(half).startsWith("HTTP/1.1 200").contains("1".repeat(1_000));
                // Neither an end that somebody takes for the whole, nor another answer behind it.
                assertThat(half).doesNotContain("\r\n0\r\n").doesNotContain("status");
            }
        }
    }

    @Test
    void shouldSayThatItCannotBeAnsweredWhenTheOtherBreaksOffBeforeAnythingWasPassedOn() throws Exception {
        answer = CHUNKED + "100\r\n11";
        String problem = RawClient.get(server.port(), "GET", "/learners", "");
        assertThat(RawClient.status(problem)).isEqualTo(503);
        assertThat(RawClient.json(problem).get("detail").textValue())
                .isEqualTo("the instance http://127.0.0.1:" + other.getLocalPort()
                        + ", which should have the learners, broke off its answer");
    }

    /** The server takes them in a query, in which no URI may have them. */
    @Test
    void shouldEncodeWhatNoUriMayHaveWhenItIsPassedOn() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
        String answered = RawClient.get(server.port(), "GET", "/learners?a={|\"}&b=%zz%41&c=%C3%A9%&d=^", "");
        assertThat(RawClient.status(answered)).isEqualTo(200);
        assertThat(asked.poll(10, TimeUnit.SECONDS))
                .isEqualTo("GET /learners?a=%7B%7C%22%7D&b=%25zz%41&c=%C3%A9%25&d=%5E HTTP/1.1");
    }

    /** It may not wait, but its answer is waited for. */
    @Test
    void shouldGiveTheReasonOfTheOtherWhenItCannotAnswer() throws Exception {
        String detail = "{\"status\":503,\"detail\":\"trained through 0:2\"}";
        answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: " + detail.length() + "\r\n\r\n" + detail;
        String problem = RawClient.get(server.port(), "GET", "/learners", "");
        assertThat(RawClient.status(problem)).isEqualTo(503);
        assertThat(RawClient.json(problem).get("detail").textValue())
                .isEqualTo("the instance http://127.0.0.1:" + other.getLocalPort()
                        + ", which should have the learners, cannot answer at the moment (trained through 0:2)");
    }
}
