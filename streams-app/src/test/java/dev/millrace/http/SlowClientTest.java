package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits are short here. There is one place for requests, so that whoever holds it is noticed. */
class SlowClientTest {

    private static final ClientPace PACE =
            new ClientPace(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(400), 4 * 1024);

    private static final int LARGE_BYTES = 32 << 20;

    private final BlockingQueue<SseClient> streams = new LinkedBlockingQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private QueryServer server;

    @BeforeEach
    void start() throws IOException {
        server = GuardedServer.start(GuardedServer.http(null, null, 1), PACE, GuardedServer.simple(), routes -> {
            routes.get("/large", request -> request.result(new byte[LARGE_BYTES]));
            routes.post("/thinking", request -> {
                byte[] body = Answers.body(request);
                // The client waits for the server, and not the other way round.
                boolean disturbed = never.await(PACE.head().toMillis() * 3, TimeUnit.MILLISECONDS);
                request.result(disturbed ? "disturbed" : "thought over " + body.length);
            });
            routes.get("/stream", request -> {
                EventStreams.admit(request);
                new SseHandler(0, client -> {
                            client.keepAlive();
                            streams.add(client);
                        })
                        .handle(request);
            });
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldCloseConnectionWhenTheBodyComesByteByByte() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /learners HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            assertDribbleEnds(client);
        }
        assertPlaceIsFree();
    }

    @Test
    void shouldCloseConnectionWhenTheBodyNobodyAskedForComesByteByByte() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /learners HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n");
            assertDribbleEnds(client);
        }
        assertPlaceIsFree();
    }

    @Test
    void shouldCloseConnectionWhenTheHeadComesByteByByte() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /learners HTTP/1.1\r\nX: ");
            assertDribbleEnds(client);
        }
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /learners HTTP/1.1\r\nHost: x\r\n\r\n");
            client.until("learners");
            client.send("GET /learners HTTP/1.1\r\nX: ");
            assertDribbleEnds(client);
        }
    }

    @Test
    void shouldCloseConnectionWhenNothingComes() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.rest()).isEmpty();
        }
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /learners HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
            client.rest();
        }
        assertPlaceIsFree();
    }

    @Test
    void shouldFreeTheThreadWhenTheAnswerIsTakenByteByByte() throws Exception {
        try (RawClient client = new RawClient(server.port(), 4 * 1024)) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            client.until("HTTP/1.1 200 ");
            assertThat(ask()).as("the place is taken").isEqualTo(503);
            long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
            while (ask() == 503) {
                assertThat(client.readsOneWithin(20)).isTrue();
                assertThat(System.nanoTime()).as("the place is still taken").isLessThan(limit);
            }
            assertThat(client.rest().length()).as("the answer was cut").isLessThan(LARGE_BYTES);
        }
    }

    @Test
    void shouldLetAClientTakeItsTimeWhenItKeepsToTheRate() throws Exception {
        try (RawClient client = new RawClient(server.port(), 128 * 1024)) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            client.until("\r\n\r\n");
            int bytes = 0;
            long end = System.nanoTime() + 5 * PACE.window().toNanos();
            while (System.nanoTime() < end) {
                client.read(64 * 1024);
                bytes += 64 * 1024;
                never.await(20, TimeUnit.MILLISECONDS);
            }
            assertThat(bytes).isLessThan(LARGE_BYTES / 2);
            assertThat(client.rest()).hasSize(LARGE_BYTES - bytes);
        }
        assertPlaceIsFree();
    }

    @Test
    void shouldLetTheServerTakeItsTime() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("POST /thinking HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").endsWith("thought over 3");
        }
    }

    @Test
    void shouldKeepEventStreamsWhenTheyBeat() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
            SseClient stream = streams.poll(30, TimeUnit.SECONDS);
            assertThat(stream).isNotNull();
            long end = System.nanoTime() + 4 * PACE.idle().toNanos();
            int beats = 0;
            while (System.nanoTime() < end) {
                stream.sendComment("beat " + beats);
                client.until(": beat " + beats++);
                assertPlaceIsFree();
                never.await(100, TimeUnit.MILLISECONDS);
            }
            assertThat(stream.terminated()).isFalse();
            stream.sendEvent("last");
            client.until("data: last");
        }
    }

    @Test
    void shouldEndEventStreamsWhenTheirClientsDoNotRead() throws Exception {
        try (RawClient client = new RawClient(server.port(), 4 * 1024)) {
            client.send("GET /stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
            SseClient stream = streams.poll(30, TimeUnit.SECONDS);
            assertThat(stream).isNotNull();
            String event = "x".repeat(64 * 1024);
            long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
            while (!stream.terminated()) {
                stream.sendEvent(event);
                assertThat(System.nanoTime()).as("it is still written to").isLessThan(limit);
            }
            assertPlaceIsFree();
        }
    }

    private static void assertDribbleEnds(RawClient client) {
        long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
        while (client.sendsOne('x') && client.readsOneWithin(20)) {
            assertThat(System.nanoTime()).as("the connection is still there").isLessThan(limit);
        }
    }

    /** Clients have read an answer a moment before the server has ended it. */
    private void assertPlaceIsFree() throws IOException {
        long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
        while (ask() != 200) {
            assertThat(System.nanoTime()).as("the place is still taken").isLessThan(limit);
        }
    }

    private int ask() throws IOException {
        return RawClient.status(RawClient.get(server.port(), "GET", "/learners", ""));
    }
}
