package dev.millrace.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls a registry as any client does. An answer is written as its status and its body: {@code 200 {"id":1}}. */
final class RegistryCalls {

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    RegistryCalls(String url) {
        this.url = url;
    }

    String get(String path) throws IOException, InterruptedException {
        return call("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    String delete(String path) throws IOException, InterruptedException {
        return call("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    String put(String path, String body) throws IOException, InterruptedException {
        return call("PUT", path, HttpRequest.BodyPublishers.ofString(body));
    }

    String post(String path, String body) throws IOException, InterruptedException {
        return call("POST", path, HttpRequest.BodyPublishers.ofString(body));
    }

    String postSchema(String path, String schema) throws IOException, InterruptedException {
        return post(
                path,
                JsonNodeFactory.instance.objectNode().put("schema", schema).toString());
    }

    private String call(String method, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, body)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
