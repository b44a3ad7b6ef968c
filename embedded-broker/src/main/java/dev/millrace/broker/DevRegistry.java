package dev.millrace.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small schema registry for development and tests. It speaks the part of Confluent's REST interface that producers
 * and consumers use, for Avro, with the compatibility levels BACKWARD (the default) and NONE. Schemas live in
 * {@code registry.jsonl} in the data directory; an answer is given only when they are on disk.
 *
 * <p>Threads: requests are answered by a few threads of its own, which end with {@link #close()}.
 */
public final class DevRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DevRegistry.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int THREADS = 4;
    private static final int MAX_BODY_BYTES = 4 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final DirectoryLock lock;
    private final SubjectStore store;
    private final RegistryRoutes routes;
    private final HttpServer server;
    private final ExecutorService threads;

    private DevRegistry(DirectoryLock lock, SubjectStore store, HttpServer server) {
        this.lock = lock;
        this.store = store;
        this.routes = new RegistryRoutes(store);
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "registry");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Loads what the directory holds and answers from then on.
     *
     * @param directory created at its first use; one registry at a time
     * @param port of 127.0.0.1, 1 to 65535, or 0 for any free one
     * @throws BindException if the port is taken
     * @throws IOException if the directory cannot be used, another process uses it, or its file is damaged
     */
    public static DevRegistry start(Path directory, int port) throws IOException {
        HttpServer server = bind(port);
        try {
            DirectoryLock lock = DirectoryLock.take(directory, "registry");
            try {
                SubjectStore store = SubjectStore.open(directory.resolve("registry.jsonl"));
                DevRegistry registry = new DevRegistry(lock, store, server);
                registry.serve();
                return registry;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            server.stop(0);
            throw e;
        }
    }

    /** What goes into {@code schema.registry.url}: {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Stops answering; returns when the port and the directory are free again. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        store.close();
        lock.close();
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(LoopbackPorts.address(port), 0);
        } catch (BindException e) {
            throw LoopbackPorts.inUse(port, "the registry");
        }
    }

    private void serve() {
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, routes.answer(read(exchange)));
            } catch (RegistryException e) {
                send(exchange, e.status(), error(e.errorCode(), e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                send(exchange, 500, error(50001, "Error in the registry: " + e));
            }
        }
    }

    private RegistryRoutes.Request read(HttpExchange exchange) throws IOException {
        return new RegistryRoutes.Request(
                exchange.getRequestMethod(),
                segments(exchange.getRequestURI().getRawPath()),
                query(exchange.getRequestURI().getRawQuery()),
                body(exchange));
    }

    private JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw new RegistryException(413, 413, "the body is longer than " + MAX_BODY_BYTES + " bytes");
        }
        if (bytes.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return json.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new RegistryException(400, 400, "the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static List<String> segments(String rawPath) {
        return Stream.of(rawPath.split("/"))
                .filter(each -> !each.isEmpty())
                // In a path, unlike in a form, a plus sign is a plus sign.
                .map(each -> decode(each.replace("+", "%2B")))
                .toList();
    }

    private static Map<String, String> query(@Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode error(int code, @Nullable String message) {
        return JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message);
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
