package dev.millrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chromium without a window, driven by chromedriver in the words of W3C WebDriver. Both are processes of its own, with a
 * profile of their own, that end with {@link #close}. One thread.
 */
public final class Browser implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port, Path profile) throws Exception {
        this.driver = driver;
        Map<String, Object> chrome = Map.of(
                "binary",
                chromium().orElseThrow().toString(),
                "args",
                List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + profile));
        Map<String, Object> wanted = Map.of(
                "goog:chromeOptions", chrome, "goog:loggingPrefs", Map.of("browser", "ALL", "performance", "ALL"));
        String url = "http://127.0.0.1:" + port + "/session";
        JsonNode made = call("POST", url, Map.of("capabilities", Map.of("alwaysMatch", wanted)));
        this.session = url + "/" + made.get("sessionId").textValue();
    }

    /** Why there is no browser to test with; empty if there is one. */
    public static Optional<String> missing() {
        List<String> missing = new ArrayList<>();
        if (chromium().isEmpty()) {
            missing.add("chromium");
        }
        if (onPath("chromedriver").isEmpty()) {
            missing.add("chromedriver");
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("NO BROWSER: the page is not tested, because " + missing
                        + " is not on the PATH; on Debian: apt-get install chromium chromium-driver");
    }

    /** @param profile an empty directory */
    public static Browser start(Path profile) throws Exception {
        Process driver = new ProcessBuilder(onPath("chromedriver").orElseThrow().toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(driver, port(driver), profile);
        } catch (Exception e) {
            driver.destroyForcibly();
            throw e;
        }
    }

    public void open(String url) throws Exception {
        call("POST", session + "/url", Map.of("url", url));
    }

    /** What a function body of JavaScript returns. */
    public JsonNode run(String script, Object... arguments) throws Exception {
        return call("POST", session + "/execute/sync", Map.of("script", script, "args", arguments));
    }

    /** Asks the same again and again until the answer is the right one. */
    public JsonNode await(String script, Predicate<JsonNode> right) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        JsonNode answer = run(script);
        while (!right.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("took too long: " + script + " is " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(50);
            answer = run(script);
        }
        return answer;
    }

    /** Clicks where the element is, as somebody would; fails if something else lies over it. */
    public void click(String selector) throws Exception {
        call("POST", session + "/element/" + find(selector) + "/click", Map.of());
    }

    public void type(String selector, String text) throws Exception {
        call("POST", session + "/element/" + find(selector) + "/value", Map.of("text", text));
    }

    /** A window of a width, on a system of light or dark colours. */
    public void show(int width, int height, String scheme) throws Exception {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    public void screenshot(Path file) throws Exception {
        Files.write(
                file,
                Base64.getDecoder()
                        .decode(call("GET", session + "/screenshot", null).textValue()));
    }

    /** Errors and warnings that were written to the console since the last call. */
    public List<String> console() throws Exception {
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : call("POST", session + "/se/log", Map.of("type", "browser"))) {
            entries.add(
                    entry.get("level").textValue() + " " + entry.get("message").textValue());
        }
        return entries;
    }

    /** Addresses that were asked for since the last call, by whatever part of the page. */
    public List<String> requested() throws Exception {
        List<String> urls = new ArrayList<>();
        for (JsonNode entry : call("POST", session + "/se/log", Map.of("type", "performance"))) {
            JsonNode message = MAPPER.readTree(entry.get("message").textValue()).get("message");
            if (message.get("method").textValue().equals("Network.requestWillBeSent")) {
                urls.add(message.at("/params/request/url").textValue());
            }
        }
        return urls;
    }

    @Override
    public void close() throws IOException {
        try {
            call("DELETE", session, null);
            driver.destroy();
            driver.onExit().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException("the browser did not end in order", e);
        } finally {
            driver.destroyForcibly();
        }
    }

    private void cdp(String command, Map<String, ?> parameters) throws Exception {
        call("POST", session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    private String find(String selector) throws Exception {
        JsonNode element = call("POST", session + "/element", Map.of("using", "css selector", "value", selector));
        return element.elements().next().textValue();
    }

    private JsonNode call(String method, String url, Object body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(method + " " + url + " " + body + ": " + response.body());
        }
        return MAPPER.readTree(response.body()).get("value");
    }

    private static int port(Process driver) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
        }
        throw new IOException("chromedriver has ended before it listened");
    }

    private static Optional<Path> chromium() {
        return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(name -> onPath(name).stream())
                .findFirst();
    }

    private static Optional<Path> onPath(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
