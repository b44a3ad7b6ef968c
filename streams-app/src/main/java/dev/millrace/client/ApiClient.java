package dev.millrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A running application, as its HTTP interface shows it. Any thread. */
public final class ApiClient {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final String url;
    private final @Nullable String token;
    private final Duration patience;
    private final HttpClient http;

    /**
     * Connects with the first question.
     *
     * @param url where the application is, without a path
     * @param token that it asks for; null if none
     * @param tls whom to trust; null for whom Java trusts
     * @param patience how long to wait for the head of an answer
     */
    public ApiClient(URI url, @Nullable String token, @Nullable SSLContext tls, Duration patience) {
        this.url = url.toString().replaceAll("/+$", "");
        this.token = token;
        this.patience = patience;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.http = builder.build();
    }

    /** The JSON that answers the question. */
    public byte[] get(QuestionPath question) {
        return answer(send("GET", question, BodyPublishers.noBody(), BodyHandlers.ofByteArray()));
    }

    /** The same, for a question with a body of JSON. */
    public byte[] post(QuestionPath question, byte[] body) {
        return answer(send("POST", question, BodyPublishers.ofByteArray(body), BodyHandlers.ofByteArray()));
    }

    /**
     * Writes an answer to a file, which is only there when it is whole.
     *
     * @return the name that the application gives it; empty if none
     */
    public String download(QuestionPath question, Path file) throws IOException {
        HttpResponse<InputStream> response =
                send("GET", question, BodyPublishers.noBody(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response, body.readAllBytes());
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try {
                copy(body, part);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return response.headers()
                .firstValue("Content-Disposition")
                .map(value -> value.replaceFirst("^.*filename=\"([^\"]*)\".*$", "$1"))
                .orElse("");
    }

    private void copy(InputStream body, Path part) throws IOException {
        try (var out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
                out.write(buffer, 0, read);
            }
        }
    }

    private int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new UnreachableException(
                    "the answer of " + url + " broke off, and nothing was written (" + e.getMessage() + "); try again",
                    e);
        }
    }

    private <T> HttpResponse<T> send(
            String method, QuestionPath question, BodyPublisher body, HttpResponse.BodyHandler<T> handler) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + question))
                .timeout(patience)
                .method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new UnreachableException(unreachable(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted while " + url + " was asked", e);
        }
    }

    private String unreachable(IOException e) {
        String where = "cannot reach " + url + ": ";
        if (e instanceof SSLException) {
            return where + e.getMessage()
                    + "; is it https there, and is its certificate one that --trust-store trusts?";
        }
        if (e instanceof ConnectException) {
            return where + "nobody listens there; is millrace run running, and is --url right?";
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return where + message + "; is --url right, and does it begin with https:// if the application has http.tls?";
    }

    private byte[] answer(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw refused(response, response.body());
        }
        try {
            ApiJson.tree(response.body());
        } catch (IOException e) {
            throw stranger(response);
        }
        return response.body();
    }

    private RefusedException refused(HttpResponse<?> response, byte[] body) {
        JsonNode detail;
        try {
            detail = ApiJson.tree(body).path("detail");
        } catch (IOException e) {
            return stranger(response);
        }
        if (!detail.isTextual()) {
            return stranger(response);
        }
        String hint = response.statusCode() == 401 ? "; give it with --token-file, or in MILLRACE_TOKEN" : "";
        return new RefusedException(detail.textValue() + hint);
    }

    private RefusedException stranger(HttpResponse<?> response) {
        return new RefusedException("expected an answer of Millrace from " + url + ", found status "
                + response.statusCode() + " and "
                + response.headers().firstValue("Content-Type").orElse("no type")
                + "; is --url that of a running application?");
    }
}
