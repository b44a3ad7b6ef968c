package dev.millrace.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.HttpConfig;
import dev.millrace.http.IndexRoutes;
import dev.millrace.http.Listener;
import dev.millrace.http.QueryServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Pattern ELSEWHERE = Pattern.compile("(?:https?:)?//[a-z0-9-]+\\.");

    private final HttpClient client = HttpClient.newHttpClient();
    private QueryServer server;

    @BeforeEach
    void start() throws Exception {
        PageRoutes page = new PageRoutes();
        server = QueryServer.start(
                Listener.open(new HttpConfig("127.0.0.1", 0)), List.of(new IndexRoutes(page::page), page));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldServePageToBrowsersAndIndexToOthers() throws Exception {
        HttpResponse<String> page = get("/", "Accept", BROWSER);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Vary"))
                .hasValueSatisfying(vary -> assertThat(vary).contains("Accept"));
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self';", "connect-src 'self';")
                        .doesNotContain("unsafe"));
        assertThat(page.body()).startsWith("<!DOCTYPE html>").doesNotContain("onclick", "style=");
        for (String accept : List.of("application/json", "*/*")) {
            HttpResponse<String> index = get("/", "Accept", accept);
            assertThat(index.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(index.body()).startsWith("{\"paths\":{\"GET /learners\":");
        }
    }

    @Test
    void shouldServeEveryFileThatThePageNamesWithItsType() throws Exception {
        Map<String, PageFile> files = PageFile.all();
        assertThat(files.keySet()).contains("chart.umd.min.js", "pico.min.css", "app.js", "page.css", "icon.svg");
        for (Map.Entry<String, PageFile> file : files.entrySet()) {
            HttpResponse<String> answer = get("/page/" + file.getKey(), "Accept", "*/*");
            assertThat(answer.statusCode()).isEqualTo(200);
            String type = answer.headers().firstValue("Content-Type").orElseThrow();
            String ending = file.getKey().substring(file.getKey().lastIndexOf('.') + 1);
            assertThat(type)
                    .startsWith(Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml")
                            .get(ending));
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            String tag = answer.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> known = get("/page/" + file.getKey(), "If-None-Match", tag);
            assertThat(known.statusCode()).isEqualTo(304);
            assertThat(known.body()).isEmpty();
            assertThat(answer.body()).doesNotContain("sourceMappingURL");
        }
        Pattern named = Pattern.compile("(?:href|src)=\"page/([^\"]+)\"|from \"\\./([^\"]+)\"");
        files.values()
                .forEach(file -> named.matcher(new String(file.bytes(), StandardCharsets.UTF_8))
                        .results()
                        .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                        .forEach(name -> assertThat(files).containsKey(name)));
        named.matcher(get("/", "Accept", BROWSER).body())
                .results()
                .forEach(match -> assertThat(files).containsKey(match.group(1)));
    }

    @Test
    void shouldNameNoOtherServer() throws Exception {
        PageFile.all().forEach((name, file) -> {
            if (!name.startsWith("chart.umd") && !name.startsWith("pico")) {
                String text =
                        new String(file.bytes(), StandardCharsets.UTF_8).replace("http://www.w3.org/2000/svg", "");
                assertThat(ELSEWHERE.matcher(text).results().toList()).as(name).isEmpty();
            }
        });
        assertThat(ELSEWHERE.matcher(get("/", "Accept", BROWSER).body()).find()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/",
                "/page/nothing.js",
                "/page/index.html",
                "/page/%2e%2e%2fapp.js",
                "/page/..%2f..%2flive%2fapp.js",
                "/page/app.js%00",
                "/page/%2Fetc%2Fpasswd",
                "/page/..;/app.js"
            })
    void shouldServeNothingElse(String path) throws Exception {
        HttpResponse<String> answer = get(path, "Accept", "*/*");
        assertThat(answer.statusCode()).isIn(400, 404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private HttpResponse<String> get(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header(header, value)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
