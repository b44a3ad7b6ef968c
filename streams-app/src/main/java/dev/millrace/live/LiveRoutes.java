package dev.millrace.live;

import dev.millrace.http.EventStreams;
import dev.millrace.http.QueryParameters;
import dev.millrace.http.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** {@code /live}: server-sent events. Any thread; none is kept while a client listens. */
final class LiveRoutes implements Routes {

    private final LiveFeed feed;

    LiveRoutes(LiveFeed feed) {
        this.feed = feed;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/live", this::live);
    }

    private void live(Context request) throws IOException {
        QueryParameters.of(request);
        feed.requireRoom();
        EventStreams.admit(request);
        request.contentType(ServerSentEvents.CONTENT_TYPE);
        request.header("Cache-Control", "no-store");
        // Some proxies would collect what should be there at once.
        request.header("X-Accel-Buffering", "no");
        AsyncContext connection = request.req().startAsync();
        connection.setTimeout(0);
        LiveClient client = feed.connect(connection);
        request.future(() -> {
            client.start();
            // Never completes: the client itself gives the connection back, and nothing is to be done after that.
            return new CompletableFuture<Void>();
        });
    }
}
