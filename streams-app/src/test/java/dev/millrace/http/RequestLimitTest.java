package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestLimitTest {

    private static final int MAX = 2;

    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Queue<SseClient> streams = new ConcurrentLinkedQueue<>();

    private final Routes slow = routes -> {
        routes.get("/slow", request -> {
            begun.release();
            if (!release.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody released it");
            }
            request.result("slow");
        });
        routes.get("/stream", request -> {
            EventStreams.admit(request);
            new SseHandler(30_000, client -> {
                        client.keepAlive();
                        client.sendComment("here");
                        streams.add(client);
                    })
                    .handle(request);
        });
    };

    @Test
    void shouldRefuseAtOnceWhenEnoughRequestsAreBeingAnswered() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (QueryServer server = start()) {
            for (int i = 0; i < MAX; i++) {
                clients.add(asking(server, "/slow"));
            }
            assertThat(begun.tryAcquire(MAX, 30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                String refused = RawClient.get(server.port(), "GET", "/learners", "");
                assertThat(RawClient.status(refused)).isEqualTo(503);
                assertThat(refused)
                        .contains("\r\nRetry-After: 1\r\n")
                        .contains("\r\nContent-Type: application/problem+json\r\n");
                assertThat(RawClient.json(refused).get("detail").textValue())
                        .isEqualTo("expected at most 2 requests at a time (http.max-requests), found more; ask again");
                assertThat(RawClient.status(RawClient.get(server.port(), "GET", "/health/live", "")))
                        .isEqualTo(200);
            }
            release.countDown();
            for (RawClient client : clients) {
                assertThat(client.until("slow")).startsWith("HTTP/1.1 200 ");
                client.close();
            }
            // Each place is free again, whatever its request came to.
            for (int i = 0; i < 3 * MAX; i++) {
                assertThat(status(server, "/learners")).isEqualTo(200);
                assertThat(status(server, "/nowhere")).isEqualTo(404);
                assertThat(status(server, "/%00")).isEqualTo(400);
            }
        }
    }

    @Test
    void shouldAnswerQuestionsHoweverManyStreamsThereAre() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (QueryServer server = start()) {
            for (int i = 0; i < MAX; i++) {
                RawClient client = asking(server, "/stream");
                client.until(": here");
                clients.add(client);
                assertThat(status(server, "/learners")).isEqualTo(200);
            }
            long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
            while (busyThreads() > 0) {
                assertThat(System.nanoTime()).as("streams hold threads").isLessThan(limit);
            }
            String refused = RawClient.get(server.port(), "GET", "/stream", "Accept: text/event-stream\r\n");
            assertThat(RawClient.status(refused)).isEqualTo(503);
            assertThat(RawClient.json(refused).get("detail").textValue())
                    .isEqualTo("expected at most 2 event streams at a time (http.max-requests), found more; close some,"
                            + " or ask again");
            Objects.requireNonNull(streams.poll()).close();
            clients.get(0).rest();
            awaitPlaceOfStream(server);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** Clients have read an answer a moment before the server has ended it: one that finds no place asks again. */
    private static int status(QueryServer server, String path) throws IOException {
        long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
        int status = 503;
        while (status == 503) {
            assertThat(System.nanoTime()).as("no place is free").isLessThan(limit);
            status = RawClient.status(RawClient.get(server.port(), "GET", path, ""));
        }
        return status;
    }

    private static void awaitPlaceOfStream(QueryServer server) throws IOException {
        long limit = System.nanoTime() + RawClient.LIMIT.toNanos();
        String answer = "";
        while (!answer.startsWith("HTTP/1.1 200 ")) {
            assertThat(System.nanoTime()).as("no place is free").isLessThan(limit);
            try (RawClient next = asking(server, "/stream")) {
                answer = next.until("\r\n\r\n");
            }
        }
    }

    /** Threads of the server that are in code of Millrace. */
    private static long busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("query"))
                .filter(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("dev.millrace.http")))
                .count();
    }

    private static RawClient asking(QueryServer server, String path) throws IOException {
        RawClient client = new RawClient(server.port());
        client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
        return client;
    }

    private QueryServer start() throws IOException {
        return GuardedServer.start(
                GuardedServer.http(null, null, MAX), ClientPace.DEFAULT, GuardedServer.simple(), slow);
    }
}
