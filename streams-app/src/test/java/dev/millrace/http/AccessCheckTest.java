package dev.millrace.http;

import static dev.millrace.http.GuardedServer.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCheckTest {

    private static QueryServer server;

    @BeforeAll
    static void start() throws IOException {
        server = GuardedServer.start(GuardedServer.http(TOKEN, null, 8), ClientPace.DEFAULT, GuardedServer.simple());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
    void shouldAnswerWhenTokenIsRight(String scheme) throws IOException {
        String answer = get("GET", "/learners", "Authorization: " + scheme + TOKEN + "\r\n");
        assertThat(RawClient.status(answer)).isEqualTo(200);
        assertThat(answer).endsWith("\r\n\r\nlearners");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                             | no such header
            Authorization:                                                 | another scheme
            Authorization: Bearer                                          | another scheme
            Authorization: Bearer x                                        | another token
            Authorization: Bearer 0123456789abcdef-and-mor                 | another token
            Authorization: Bearer 0123456789abcdef-and-more1               | another token
            Authorization: Bearer 0123456789ABCDEF-and-more                | another token
            Authorization: Bearer 0123456789abcdef-and-more x              | another token
            Authorization: 0123456789abcdef-and-more                       | another scheme
            Authorization: Basic 0123456789abcdef-and-more                 | another scheme
            Authorization: Bearer0123456789abcdef-and-more                 | another scheme
            Cookie: token=0123456789abcdef-and-more                        | no such header
            Authorization: Bearer 0123456789abcdef-and-more,Authorization: Bearer x | it more than once
            """)
    void shouldRefuseWhenTokenIsNotThatOfTheConfig(String headers, String found) throws IOException {
        String lines = headers.isEmpty() ? "" : headers.replace(",", "\r\n") + "\r\n";
        assertRefused(get("GET", "/learners", lines), found);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/learners",
        "HEAD,/learners",
        "POST,/learners",
        "GET,/learners?token=0123456789abcdef-and-more",
        "GET,/nowhere",
        "GET,/metrics",
        "GET,/live",
        "GET,/openapi.json",
        "GET,/health",
        "GET,/health/",
        "GET,/health/live/",
        "GET,/health/live;x",
        "GET,/HEALTH/live",
        "GET,/health/live/x",
        "GET,/health/live/../../learners",
        "GET,/page",
        "GET,/page/../learners",
        "GET,/page/%2e%2e/learners",
        "GET,/page/x%2flearners",
        "GET,/page/..;/learners",
        "GET,/page/a%20b",
        "GET,/pages/x",
        "GET,//learners",
        "GET,//",
        "POST,/",
        "POST,/page/x",
        "DELETE,/health/live",
        "OPTIONS,/learners",
        "OPTIONS,*",
        "TRACE,/"
    })
    void shouldAskForTokenWhereverThereMayBeData(String method, String target) throws IOException {
        String answer = get(method, target, "");
        // What the server does not even understand, it answers itself.
        assertThat(RawClient.status(answer)).as(answer).isIn(400, 401);
        assertThat(answer).doesNotEndWith("learners");
    }

    @ParameterizedTest
    @CsvSource({
        "/,200,index",
        "/?x=1,200,index",
        "/page/app.js,200,page",
        "/page/,404,''",
        "/health/live,200,live",
        "/health/ready,200,ready"
    })
    void shouldAskForNoTokenWhereThereIsNoData(String target, int status, String body) throws IOException {
        String answer = get("GET", target, "");
        assertThat(RawClient.status(answer)).isEqualTo(status);
        if (status == 200) {
            assertThat(answer).endsWith("\r\n\r\n" + body);
        }
        assertThat(RawClient.status(get("HEAD", target, ""))).isEqualTo(status);
    }

    /** Somebody would have to wait for the body of a question that has none. */
    @Test
    void shouldAskForTokenWhenAPublicPathIsGivenABody() throws IOException {
        String request = "GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n";
        assertThat(RawClient.status(RawClient.ask(server.port(), request))).isEqualTo(401);
        String chunked = "GET /health/live HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(RawClient.status(RawClient.ask(server.port(), chunked))).isEqualTo(401);
    }

    @Test
    void shouldNotWaitForTheBodyOfWhoMayNotAsk() throws IOException {
        String request = "POST /learners HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx";
        assertRefused(RawClient.ask(server.port(), request), "no such header");
    }

    @Test
    void shouldLogNoToken() throws IOException {
        CapturedLog log = new CapturedLog("dev.millrace.http", Level.TRACE);
        try (log;
                QueryServer another = GuardedServer.start(
                        GuardedServer.http(TOKEN, null, 8), ClientPace.DEFAULT, GuardedServer.simple())) {
            RawClient.get(another.port(), "GET", "/learners", "Authorization: Bearer " + TOKEN + "\r\n");
            RawClient.get(another.port(), "GET", "/nowhere", "Authorization: Bearer " + TOKEN + "x\r\n");
        }
        assertThat(log.messages(Level.INFO)).hasSize(1);
        assertThat(log.text().toLowerCase(Locale.ROOT)).doesNotContain("0123456789abcdef");
    }

    private static void assertRefused(String answer, String found) throws IOException {
        assertThat(RawClient.status(answer)).as(answer).isEqualTo(401);
        assertThat(answer)
                .contains("\r\nWWW-Authenticate: Bearer\r\n")
                .contains("\r\nContent-Type: application/problem+json\r\n");
        JsonNode problem = RawClient.json(answer);
        assertThat(problem.get("title").textValue()).isEqualTo("Unauthorized");
        assertThat(problem.get("detail").textValue())
                .isEqualTo("expected the header 'Authorization: Bearer TOKEN' with the token of the application's"
                        + " config (http.token or http.token-file), found " + found);
    }

    private static String get(String method, String target, String headers) throws IOException {
        return RawClient.get(server.port(), method, target, headers);
    }
}
