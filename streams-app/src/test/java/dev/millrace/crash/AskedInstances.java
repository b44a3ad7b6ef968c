package dev.millrace.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks instances of an application, each question at each of them. One thread. */
final class AskedInstances {

    /** With a body, it is posted. */
    private record Question(String path, String body) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question("/learners", ""),
            new Question("/learners/scaled", ""),
            new Question("/learners/batch-1000", ""),
            new Question("/learners/scaled/parameters?limit=1000", ""),
            new Question("/learners/scaled/parameters/0", ""),
            new Question("/learners/plateau/top?limit=50", ""),
            new Question(
                    "/learners/scaled/predict",
                    "{\"distance\": 500, \"origin\": \"ATL\", \"destination\": \"LAX\","
                            + " \"departure\": \"2001-03-04T05:06:00Z\"}"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(1))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * All answers of an instance to all questions, without where they come from.
     *
     * @param served gets who answered and in which role, such as {@code 127.0.0.1:8080 active}
     * @return empty unless all questions are answered
     */
    Optional<List<JsonNode>> ask(AppProcess app, String parameters, Set<String> served) throws Exception {
        List<JsonNode> answers = new ArrayList<>();
        for (Question question : QUESTIONS) {
            String separator = question.path.contains("?") ? "&" : "?";
            Optional<HttpResponse<String>> response =
                    send(app.url() + question.path + separator + parameters, question.body);
            if (response.isEmpty() || response.get().statusCode() != 200) {
                return Optional.empty();
            }
            JsonNode answer = JSON.readTree(response.get().body());
            for (JsonNode provenance : answer.findValues("provenance")) {
                JsonNode by = ((ObjectNode) provenance).remove("served");
                served.add(by.get("by").textValue() + " " + by.get("from").textValue());
            }
            answers.add(answer);
        }
        return Optional.of(answers);
    }

    /** What an instance says of the instances; nothing if it does not answer. */
    Optional<JsonNode> instances(AppProcess app) throws Exception {
        Optional<HttpResponse<String>> response = send(app.url() + "/instances", "");
        return response.isEmpty()
                ? Optional.empty()
                : Optional.of(JSON.readTree(response.get().body()));
    }

    Optional<HttpResponse<String>> send(String url, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        if (!body.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            return Optional.of(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
