package dev.millrace.http;

import dev.millrace.query.Json;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code /openapi.json}: what can be asked, and what is answered, for programs. Any thread. */
public final class OpenApiRoutes implements Routes {

    /** Written by hand; tests hold it against the routes and their answers. */
    private static final String SOURCE = "openapi.yaml";

    private final byte[] description = description();

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/openapi.json", request -> {
            QueryParameters.of(request);
            request.contentType("application/json").result(description);
        });
    }

    /** The description as JSON. */
    static byte[] description() {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException("expected " + SOURCE + " on the class path, found nothing");
            }
            return Json.write(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
