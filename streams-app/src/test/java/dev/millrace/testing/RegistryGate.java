package dev.millrace.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a registry: passes requests on, answers some of them itself, or is down, which closes its port. The
 * test's thread opens and closes; threads of its own answer.
 */
public final class RegistryGate implements AutoCloseable {

    /** What is answered to requests whose path begins so. */
    private record Trouble(String path, int status, String body) {}

    private final String registryUrl;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger troubled = new AtomicInteger();
    private final int port;
    private HttpServer server;
    private volatile @Nullable Trouble trouble;

    public RegistryGate(String registryUrl) throws IOException {
        this.registryUrl = registryUrl;
        this.server = open(0);
        this.port = server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Connections are refused from now on. */
    public void shut() {
        server.stop(0);
    }

    /** After it was shut. */
    public void reopen() throws IOException {
        server = open(port);
    }

    /** Answers requests whose path begins so by itself. */
    public void answer(String path, int status, String body) {
        trouble = new Trouble(path, status, body);
    }

    /** Passes all requests on again. */
    public void pass() {
        trouble = null;
    }

    /** Requests that the gate has answered by itself. */
    public int answered() {
        return troubled.get();
    }

    private HttpServer open(int at) throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        opened.setExecutor(threads);
        opened.createContext("/", this::handle);
        opened.start();
        return opened;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            Trouble now = trouble;
            if (now != null && exchange.getRequestURI().getRawPath().startsWith(now.path)) {
                send(exchange, now.status, now.body.getBytes(UTF_8));
                troubled.incrementAndGet();
                return;
            }
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(registryUrl + exchange.getRequestURI()))
                            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(request))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            send(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
