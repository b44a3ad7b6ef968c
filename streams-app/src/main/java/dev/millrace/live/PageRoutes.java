package dev.millrace.live;

import dev.millrace.http.Routes;
import dev.millrace.query.QueryException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;

/**
 * The live page and its files, all from the class path: nothing is asked of any other server, and nothing but these files
 * is served. They tell nothing of the learners. Any thread.
 */
final class PageRoutes implements Routes {

    /** No script or style in the page, and nothing from elsewhere; Pico's icons are in its style sheet. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, PageFile> files = PageFile.all();
    private final PageFile page = PageFile.own("index.html");

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/page/{file}", request -> {
            String name = request.pathParam("file");
            PageFile file = files.get(name);
            if (file == null) {
                throw QueryException.notFound(
                        "expected one of the page's files " + files.keySet() + ", found '" + name + "'");
            }
            answer(request, file);
        });
    }

    /** Answers with the page itself. */
    void page(Context request) {
        answer(request, page);
    }

    private static void answer(Context request, PageFile file) {
        request.header("Content-Security-Policy", POLICY);
        request.header("X-Content-Type-Options", "nosniff");
        request.header("Referrer-Policy", "no-referrer");
        // Kept, but asked for again each time: a new version must not meet scripts of the old one.
        request.header("Cache-Control", "no-cache");
        request.header("ETag", file.tag());
        String known = request.header("If-None-Match");
        if (known != null && known.contains(file.tag())) {
            request.status(304);
        } else {
            request.contentType(file.type()).result(file.bytes());
        }
    }
}
