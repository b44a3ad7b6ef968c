package dev.millrace.http;

import io.javalin.config.RoutesConfig;
import java.util.function.Supplier;

/** {@code /metrics}, for Prometheus. Any thread. */
public final class MetricsRoutes implements Routes {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> metrics;

    /** @param metrics all metrics in Prometheus' text format, version 0.0.4 */
    public MetricsRoutes(Supplier<String> metrics) {
        this.metrics = metrics;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/metrics", request -> {
            QueryParameters.of(request);
            request.contentType(PROMETHEUS_TEXT).result(metrics.get());
        });
    }
}
