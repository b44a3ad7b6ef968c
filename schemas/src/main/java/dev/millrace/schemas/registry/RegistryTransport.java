package dev.millrace.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carries JSON requests to the first registry that answers. A URL that refuses, times out or answers 5xx makes room for the
 * next; when all have failed, waits and starts over. Answers below 500 are final.
 *
 * <p>Any thread may call; the only state is which URL answered last, and it does not matter who wins.
 */
final class RegistryTransport implements AutoCloseable {
    private static final String JSON = "application/vnd.schemaregistry.v1+json";

    private final ObjectMapper mapper = new ObjectMapper();
    private final RegistryConfig config;
    private final List<URI> urls;
    private final HttpClient client;
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryTransport(RegistryConfig config) {
        this.config = config;
        this.urls = config.urls();
        // No redirects: the client would send the credentials on to wherever the answer points.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.requestTimeout())
                .build();
    }

    JsonNode get(String path) {
        return call("GET", path, null);
    }

    JsonNode post(String path, String schemaText) {
        return call(
                "POST",
                path,
                mapper.createObjectNode().put("schema", schemaText).toString());
    }

    private JsonNode call(String method, String path, @Nullable String body) {
        Failure last = new Failure(urls.get(0), "nothing was tried", 0, null);
        for (int round = 0; round <= config.maxRetries(); round++) {
            if (round > 0) {
                pause(config.waitMsAfter(round - 1), method, path);
            }
            int first = preferred.get();
            for (int i = 0; i < urls.size(); i++) {
                int index = (first + i) % urls.size();
                try {
                    HttpResponse<String> response = send(index, method, path, body);
                    if (response.statusCode() < 500) {
                        preferred.set(index);
                        return read(response, method, path);
                    }
                    last = new Failure(urls.get(index), "HTTP " + response.statusCode(), response.statusCode(), null);
                } catch (IOException e) {
                    last = new Failure(urls.get(index), describe(e), 0, e);
                } catch (TimeoutException e) {
                    last = new Failure(
                            urls.get(index),
                            "no answer within " + config.requestTimeout().toMillis() + " ms",
                            0,
                            e);
                }
            }
        }
        throw new RegistryUnavailableException(
                "No schema registry answered " + method + " " + path + " in " + (config.maxRetries() + 1)
                        + " round(s) over " + urls + "; last: " + last.url + ": " + last.reason
                        + ". Check " + RegistryConfig.URL
                        + " and the registry; the data is not at fault, try again later.",
                last.status,
                0,
                last.cause);
    }

    /** What went wrong with one URL. */
    private record Failure(
            URI url, String reason, int status, @Nullable Throwable cause) {}

    private HttpResponse<String> send(int index, String method, String path, @Nullable String body)
            throws IOException, TimeoutException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(urls.get(index) + path))
                .header("Accept", JSON + ", application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", JSON);
        }
        String authorization = config.authorization(index);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        // HttpRequest.timeout ends with the headers; waiting on the future bounds a body that trickles, too.
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return answer.get(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(method, path, e);
        } finally {
            answer.cancel(true);
        }
    }

    private JsonNode read(HttpResponse<String> response, String method, String path) {
        JsonNode json = parse(response.body());
        if (response.statusCode() / 100 == 2 && json != null) {
            return json;
        }
        throw RegistryRefusal.of(method + " " + baseOf(response, path) + path, response, json);
    }

    private static String baseOf(HttpResponse<String> response, String path) {
        String uri = response.uri().toString();
        return uri.endsWith(path) ? uri.substring(0, uri.length() - path.length()) : "";
    }

    private @Nullable JsonNode parse(String body) {
        try {
            JsonNode json = mapper.readTree(body);
            return json.isObject() ? json : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Between two tries: a registry that is starting or overloaded says nothing when it is back. */
    private static void pause(long ms, String method, String path) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw interrupted(method, path, e);
        }
    }

    private static RegistryUnavailableException interrupted(String method, String path, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryUnavailableException(
                "Interrupted while waiting for the schema registry's answer to " + method + " " + path + ".", 0, 0, e);
    }

    private static String describe(IOException e) {
        String name = e.getClass().getSimpleName();
        return e.getMessage() == null ? name : name + ": " + e.getMessage();
    }

    /** Ends the client's threads where the JDK offers that (21 and later); before, they end once it is unreachable. */
    @Override
    public void close() {
        if ((Object) client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the HTTP client failed", e);
            }
        }
    }
}
