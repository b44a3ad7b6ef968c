package dev.millrace.http;

import io.javalin.config.RoutesConfig;

/** Some paths of the HTTP interface, and what answers them. */
@FunctionalInterface
public interface Routes {

    /** Called once, before the server starts; what it adds is called by any thread. */
    void addTo(RoutesConfig routes);
}
