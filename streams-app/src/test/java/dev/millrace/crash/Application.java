package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.MillraceConfig;
import dev.millrace.crash.CrashLab.EventFeed;
import dev.millrace.testing.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** One application, of one config, whose instances are processes. */
final class Application {

    /** A quarter of what the largest models of {@link CrashConfigs} would take. */
    private static final String LITTLE_MEMORY = "memory: {working-set: 16 KiB}\n";

    private final CrashLab lab;
    private final EventFeed feed;
    private final Path directory;
    private final Map<String, String> kafka;
    private final String learners;
    private final String patches;
    private final MillraceConfig config;
    private int lives;

    /**
     * What is to be run.
     *
     * @param kafka settings besides {@link CrashConfigs#kafka}
     * @param patches classes that stand before those of the application; "" for none
     */
    Application(CrashLab lab, String name, EventFeed feed, Map<String, String> kafka, String learners, String patches)
            throws IOException {
        this.lab = lab;
        this.feed = feed;
        this.directory = Files.createDirectories(lab.directory().resolve(name));
        this.kafka = new TreeMap<>(CrashConfigs.kafka());
        this.kafka.putAll(kafka);
        this.learners = learners;
        this.patches = patches;
        this.config = CrashConfigs.parse(text("one"));
    }

    MillraceConfig config() {
        return config;
    }

    EventFeed feed() {
        return feed;
    }

    /** The one instance, to be killed somewhere. */
    AppProcess start(CrashPoint point, int passes) throws IOException {
        return start("one", point, passes);
    }

    /** The one instance, with memory for a few blocks: it writes back between commits, and forgets. */
    AppProcess startInLittleMemory(CrashPoint point, int passes) throws IOException {
        return start("one", point, passes, LITTLE_MEMORY);
    }

    /** An instance with a state directory of its own. */
    AppProcess start(String instance, CrashPoint point, int passes) throws IOException {
        return start(instance, point, passes, "");
    }

    private AppProcess start(String instance, CrashPoint point, int passes, String memory) throws IOException {
        Path file = directory.resolve(instance + ".yaml");
        Files.writeString(file, text(instance) + memory);
        Path log = directory.resolve(instance + "-" + lives++ + ".log");
        return AppProcess.start(file, patches, point, passes, log);
    }

    /**
     * Gives an instance the id that Kafka Streams would choose by chance. Of those whose state is recent enough, the one
     * with the lowest id gets the task.
     */
    void rank(String instance, int rank) throws IOException {
        Path state = Files.createDirectories(stateDirectory(instance).resolve(config.application()));
        Files.writeString(
                state.resolve("kafka-streams-process-metadata"), "{\"processId\":\"" + new UUID(0, rank) + "\"}");
    }

    /** Waits until an instance has the task. */
    void awaitTaskAt(String instance) throws Exception {
        Await.until(
                instance + " has the task",
                () -> lab.cluster().memberWithEvents(config).startsWith(instance + "-"));
    }

    private Path stateDirectory(String instance) {
        return directory.resolve("state-" + instance);
    }

    private String text(String instance) {
        Map<String, String> settings = new TreeMap<>(kafka);
        settings.put("state.dir", stateDirectory(instance).toString());
        settings.put("group.instance.id", instance);
        TestCluster cluster = lab.cluster();
        return CrashConfigs.text(
                directory.getFileName().toString(),
                feed.topic(),
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                settings,
                learners);
    }

    /** Whether all that was sent is learned from and committed. */
    boolean isDone() throws Exception {
        return lab.cluster().committedEvents(config) >= feed.sent();
    }

    /** Waits until it is; the process must not end before. */
    void awaitDone(AppProcess app) throws Exception {
        Await.until("all of " + directory.getFileName() + " is learned", () -> {
            requireAlive(app);
            return isDone();
        });
    }

    /** Waits until it is, or until the process has given up with an error. Says whether it still lives. */
    boolean awaitDoneOrEnded(AppProcess app) throws Exception {
        Await.until("all of " + directory.getFileName() + " is learned", () -> !app.isAlive() || isDone());
        if (!app.isAlive()) {
            assertThat(app.awaitEnd()).as(app.log()).isEqualTo(1);
        }
        return app.isAlive();
    }

    /** What an instance says of its learners: step and digest by name. */
    static Map<String, String> ask(AppProcess app) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(app.url() + "/learners"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Map<String, String> learners = new TreeMap<>();
        for (JsonNode learner : new ObjectMapper().readTree(answer.body())) {
            JsonNode from = learner.get("provenance");
            learners.put(
                    learner.get("name").asText(),
                    from.get("step") + " steps, digest " + from.get("digest").asText());
        }
        return learners;
    }

    /** Runs until all is done, in good order; gives what it then says of its learners. */
    Map<String, String> finish() throws Exception {
        try (AppProcess app = start(CrashPoint.IDLE, 0)) {
            awaitDone(app);
            Await.until("queries are answered", () -> !app.url().isEmpty());
            Map<String, String> learners = ask(app);
            app.stop();
            return learners;
        }
    }

    /** All that is committed. */
    Committed committed() {
        return Committed.of(lab.cluster(), config);
    }

    static void requireAlive(AppProcess app) {
        if (!app.isAlive()) {
            throw new AssertionError("the application ended by itself: " + app.log());
        }
    }
}
