package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.client.ApiClient;
import dev.millrace.client.QuestionPath;
import dev.millrace.config.HttpConfig;
import dev.millrace.http.Listener;
import dev.millrace.http.QueryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class QueryConnectionMixinTest {

    @TempDir
    Path folder;

    private QueryServer server;

    @Command
    private static final class Asking {
        @Mixin
        private QueryConnectionMixin connection = new QueryConnectionMixin();
    }

    /** Answers with the header that the request bears. */
    @BeforeEach
    void start() throws IOException {
        server = QueryServer.start(
                Listener.open(new HttpConfig("127.0.0.1", 0)),
                List.of(routes -> routes.get(
                        "/learners", request -> request.result("\"" + request.header("Authorization") + "\""))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldTakeUrlAndTokenFromTheEnvironment() throws IOException {
        assertThat(ask(Map.of("MILLRACE_TOKEN", "of-the-environment"))).isEqualTo("\"Bearer of-the-environment\"");
        assertThat(ask(Map.of())).isEqualTo("\"null\"");
    }

    @Test
    void shouldPreferTheTokenOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "of-the-file\n");

        assertThat(ask(Map.of("MILLRACE_TOKEN", "of-the-environment"), "--token-file", file.toString()))
                .isEqualTo("\"Bearer of-the-file\"");
    }

    private String ask(Map<String, String> environment, String... arguments) throws IOException {
        Asking asking = new Asking();
        new CommandLine(asking).parseArgs(arguments);
        Map<String, String> all = new HashMap<>(environment);
        all.put("MILLRACE_URL", "http://127.0.0.1:" + server.port() + "/");
        ApiClient client = asking.connection.client(all, Duration.ofSeconds(10));
        return new String(client.get(QuestionPath.of("learners")), StandardCharsets.UTF_8);
    }
}
