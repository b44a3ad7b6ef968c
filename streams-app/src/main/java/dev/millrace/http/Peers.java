package dev.millrace.http;

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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other instances what a caller asked this one, and passes their answers on. No instance is waited for longer than the
 * caller waits, nor for longer than {@value #SILENCE_SECONDS} s in the middle of an answer. Any thread.
 */
public final class Peers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Peers.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int SILENCE_SECONDS = 10;
    private static final int BUFFER_BYTES = 64 * 1024;

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
        String host = instance.host();
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + instance.port();
    }

    /**
     * Passes a request on, and the answer back, unless that is only that this instance cannot answer either.
     *
     * @param millis how long the caller will wait
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
                return "the instance " + url(instance)
                        + ", which should have the learners, cannot answer at the moment";
            }
            request.status(status);
            for (String name : ANSWER_HEADERS) {
                answer.headers().firstValue(name).ifPresent(value -> request.header(name, value));
            }
            copy(body, request);
            return null;
        }
    }

    private HttpRequest request(HostInfo instance, HostInfo self, Context request, long millis) throws IOException {
        String query = request.queryString();
        // Encoded as it came: the path is not decoded anywhere on its way.
        String target = request.req().getRequestURI() + (query == null ? "" : "?" + query);
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(URI.create(url(instance) + target))
                .timeout(Duration.ofMillis(millis))
                .header(RoutingParameters.FORWARDED_BY, self.host() + ":" + self.port())
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

    /** An instance that falls silent in the middle of an answer leaves the caller with half of one, and a closed connection. */
    private void copy(InputStream body, Context request) throws IOException {
        OutputStream out = request.outputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            ScheduledFuture<?> silence = watch.schedule(() -> closeQuietly(body), SILENCE_SECONDS, TimeUnit.SECONDS);
            int read;
            try {
                read = body.read(buffer);
            } finally {
                silence.cancel(false);
            }
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
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
