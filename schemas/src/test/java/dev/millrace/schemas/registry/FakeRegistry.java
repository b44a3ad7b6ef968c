package dev.millrace.schemas.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry server that answers as it was told and remembers what it was asked. */
public final class FakeRegistry implements AutoCloseable {
    private static final String STALL = "stall";

    /** One request as it came in; headers are null if they were not sent. */
    public record Request(String line, String authorization, String contentType, String body) {}

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Adds an answer for "METHOD /path"; answers are given in turn, the last one for ever. */
    public FakeRegistry answer(String line, int status, String body) {
        synchronized (answers) {
            answers.computeIfAbsent(line, l -> new ArrayDeque<>()).add(new Answer(status, body));
        }
        return this;
    }

    /** Takes the request, sends the headers and a body that lacks its last byte, and then nothing more. */
    FakeRegistry stall(String line) {
        return answer(line, 200, STALL);
    }

    public List<Request> requests() {
        return requests;
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    public String url() {
        return "http://" + hostAndPort();
    }

    String hostAndPort() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                line,
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                body));
        Answer answer = next(line);
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        if (answer.status / 100 == 3) {
            exchange.getResponseHeaders().add("Location", answer.body);
        }
        boolean stall = answer.body.equals(STALL);
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length + (stall ? 1L : 0L));
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
            if (stall) {
                out.flush();
                closing.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer next(String line) {
        synchronized (answers) {
            Deque<Answer> queue = answers.get(line);
            if (queue == null) {
                return new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
            }
            return queue.size() > 1 ? queue.remove() : queue.element();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
