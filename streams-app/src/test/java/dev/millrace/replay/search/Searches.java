package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.config.ConfigException;
import dev.millrace.config.ConfigTree;
import dev.millrace.replay.Candidate;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A config to vary, and searches over it. */
final class Searches {

    static final String YAML = """
            application: flights
            kafka:
              bootstrap.servers: ${BROKER:-127.0.0.1:9092}   # where the events are
            registry: {schema.registry.url: "mock://search"}
            topics: {events: flights}
            task: binary
            label: {field: delay, above: 15}
            features:
              - numeric: distance       # in miles
              - categorical: origin
            learners:
              # what is served
              - name: champion
                optimizer: sgd          # plain
                rate: {type: inverse-sqrt, value: 0.5}   # falls
              - name: challenger
                optimizer:
                  type: lazy-adam
                  beta1: 0.8
                rate: 0.001
                publish-predictions: true
            # how often
            reports: {every: 500}
            """;

    private Searches() {}

    static ConfigTree base() {
        return ConfigTree.parse(YAML, "flights.yaml", Map.of());
    }

    static Candidates candidates(String search) {
        return Candidates.of(base(), SearchFile.parse(search, "search.yaml"));
    }

    static List<String> names(Candidates candidates) {
        return candidates.list().stream().map(Candidate::name).toList();
    }

    /** Settings of each candidate. */
    static List<Map<String, String>> settings(Candidates candidates) {
        return candidates.list().stream()
                .<Map<String, String>>map(Candidate::settings)
                .toList();
    }

    static List<String> problems(ThrowingCallable call) {
        ConfigException e = catchThrowableOfType(ConfigException.class, call);
        assertThat(e).as("it is refused").isNotNull();
        return e.problems();
    }
}
