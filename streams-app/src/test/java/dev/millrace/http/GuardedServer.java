package dev.millrace.http;

import dev.millrace.config.HttpConfig;
import dev.millrace.config.Secret;
import dev.millrace.config.TlsConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers with routes of a test's own, and guards as it wants them. */
final class GuardedServer {

    static final String TOKEN = "0123456789abcdef-and-more";

    private GuardedServer() {}

    static HttpConfig http(@Nullable String token, @Nullable TlsConfig tls, int maxRequests) {
        return new HttpConfig("127.0.0.1", 0, null, token == null ? null : new Secret(token), tls, maxRequests);
    }

    static QueryServer start(HttpConfig http, ClientPace pace, Routes... routes) throws IOException {
        return QueryServer.start(Listener.open(http), List.of(routes), pace);
    }

    /** With the health checks' paths, and one question. */
    static Routes simple() {
        return routes -> {
            routes.get("/health/live", request -> request.result("live"));
            routes.get("/health/ready", request -> request.result("ready"));
            routes.get("/", request -> request.result("index"));
            routes.get("/page/<file>", request -> request.result("page"));
            routes.get("/learners", request -> request.result("learners"));
            routes.post("/learners", request -> request.result(Answers.body(request)));
        };
    }
}
