package dev.millrace.http;

import dev.millrace.route.Instances;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** {@code /instances}: who learns and who stands by. Any thread. */
public final class InstanceRoutes implements Routes {

    /**
     * The instances of an application, each as {@code HOST:PORT}.
     *
     * @param self that answers
     * @param state of its streams client
     * @param learning the one that learns; null while the group rebalances
     */
    record Known(
            String self, KafkaStreams.State state, @Nullable String learning, List<String> standingBy) {}

    private final Instances instances;
    private final Supplier<KafkaStreams.State> state;

    public InstanceRoutes(Instances instances, Supplier<KafkaStreams.State> state) {
        this.instances = instances;
        this.state = state;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/instances", request -> {
            QueryParameters.of(request);
            HostInfo learning = instances.learning();
            Answers.json(
                    request,
                    new Known(
                            Peers.address(instances.self()),
                            state.get(),
                            learning == null ? null : Peers.address(learning),
                            instances.standingBy().stream().map(Peers::address).toList()));
        });
    }
}
