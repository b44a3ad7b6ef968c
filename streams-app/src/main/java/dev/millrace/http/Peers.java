package dev.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.query.Json;
import dev.millrace.query.QueryException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other instances what a caller asked this one, and passes their answers on. No instance is waited for much longer than
 * the caller waits, nor for longer than {@value #SILENCE_SECONDS} s in the middle of an answer. Any thread.
 */
public final class Peers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Peers.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** Beyond the time for which the other may wait; so its answer comes also if that is none, or is over. */
    private static final Duration ANSWER_TAKES = Duration.ofMillis(500);

    private static final int SILENCE_SECONDS = 10;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int PROBLEM_BYTES = 8 * 1024;

    private static final Pattern MALFORMED_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** What of a caller's request the other must know. */
    private static final List<String> REQUEST_HEADERS = List.of("Authorization", "Accept", "Content-Type");

    /** What of the answer the caller must know. */
    private static final List<String> ANSWER_HEADERS =
            List.of("Content-Type", "Content-Disposition", "Retry-After", "WWW-Authenticate", "Allow");

    private final String scheme;
    private final HttpClient client;
    private final ScheduledExecutorService watch;

    private Peers(String scheme, HttpClient client) {
        this.scheme = scheme;
        this.client = client;
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "peer-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Of an instance that listens here: they speak and trust as it does. */
    public static Peers of(Listener listener) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
        if (listener.tls() != null) {
            client.sslContext(listener.tls());
        }
        return new Peers(listener.config().scheme(), client.build());
    }

    /** Where an instance is. */
    String url(HostInfo instance) {
        return scheme + "://" + address(instance);
    }

    /** {@code HOST:PORT}, an IPv6 address in brackets. */
    static String address(HostInfo instance) {
        String host = instance.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + instance.port();
    }

    /**
     * Passes a request on, and the answer back, unless that is only that this instance cannot answer either.
     *
     * @param millis how long the other may wait until it can answer, 0 or more
     * @return why there is no answer; null if there is one
     */
    @Nullable
    String ask(HostInfo instance, HostInfo self, Context request, long millis)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request(instance, self, request, millis), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            log.debug("{} does not answer", instance, e);
            return "the instance " + url(instance) + ", which should have the learners, does not answer ("
                    + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()) + ")";
        }
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status == 421 || status == 503) {
                return "the instance " + url(instance) + ", which should have the learners, cannot answer at the moment"
                        + why(body);
            }
            request.status(status);
            for (String name : ANSWER_HEADERS) {
                answer.headers().firstValue(name).ifPresent(value -> request.header(name, value));
            }
            Answers.stream(request, out -> copy(body, out));
            return null;
        } catch (IOException e) {
            log.debug("{} breaks off", instance, e);
            return "the instance " + url(instance) + ", which should have the learners, broke off its answer";
        }
    }

    private HttpRequest request(HostInfo instance, HostInfo self, Context request, long millis) throws IOException {
        String query = request.queryString();
        // Encoded as it came: the path is not decoded anywhere on its way.
        String target = legal(request.req().getRequestURI() + (query == null ? "" : "?" + query));
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(URI.create(url(instance) + target))
                .timeout(Duration.ofMillis(millis).plus(ANSWER_TAKES))
                .header(RoutingParameters.FORWARDED_BY, address(self))
                .header(RoutingParameters.TIME_LEFT, Long.toString(millis));
        for (String name : REQUEST_HEADERS) {
            String value = request.header(name);
            if (value != null) {
                forwarded.header(name, value);
            }
        }
        String method = request.req().getMethod();
        return forwarded
                .method(
                        method,
                        method.equals("POST")
                                ? BodyPublishers.ofByteArray(Answers.body(request))
                                : BodyPublishers.noBody())
                .build();
    }

    /** With what no URI may have encoded: the server takes some of it in a query all the same. */
    private static String legal(String target) {
        StringBuilder legal = new StringBuilder();
        for (byte some : MALFORMED_ESCAPE.matcher(target).replaceAll("%25").getBytes(StandardCharsets.UTF_8)) {
            if (some > ' ' && some < 0x7F && "\"<>\\^`{|}".indexOf(some) < 0) {
                legal.append((char) some);
            } else {
                legal.append(String.format("%%%02X", some));
            }
        }
        return legal.toString();
    }

    /** An instance that falls silent in the middle of an answer leaves the caller with half of one, and a closed connection. */
    private void copy(InputStream body, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
            out.write(buffer, 0, read);
        }
    }

    private int read(InputStream body, byte[] buffer) throws IOException {
        ScheduledFuture<?> silence = watch.schedule(() -> closeQuietly(body), SILENCE_SECONDS, TimeUnit.SECONDS);
        try {
            return body.read(buffer);
        } finally {
            silence.cancel(false);
        }
    }

    /** In the words of the other; empty if they are not to be had. */
    private String why(InputStream body) throws IOException {
        byte[] problem = new byte[PROBLEM_BYTES];
        int read = read(body, problem);
        try {
            JsonNode detail =
                    Json.read(Arrays.copyOf(problem, Math.max(0, read))).path("detail");
            return detail.isTextual() ? " (" + detail.textValue() + ")" : "";
        } catch (QueryException e) {
            return "";
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            log.debug("closing an answer", e);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
