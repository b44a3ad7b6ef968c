package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;

/** The config of the manual, and changes to it. */
final class Readme {

    static final String SOURCE = "flights.yaml";

    static final String YAML = """
            application: flights            # Kafka Streams application.id
            kafka:                          # any setting of Kafka's clients or Kafka Streams, passed through
              bootstrap.servers: 127.0.0.1:9092
            registry:
              schema.registry.url: http://127.0.0.1:8081
            serdes:
              serializer: dev.millrace.schemas.serde.AvroSerializer
              deserializer: dev.millrace.schemas.serde.AvroDeserializer
            topics:
              events: flights
              predictions: flights-predictions
              loss-reports: flights-loss-reports
              quarantine: flights-quarantine
              sequence: flights-sequence
              replication-factor: 1
            event:
              time: departure
              zone: UTC
            task: binary
            label:
              field: delay
              above: 15
            features:
              - numeric: distance
              - categorical: origin
              - categorical: destination
              - time: hour
              - cross: [origin, destination]
              - sparse: {indices: indices, values: values}
            hashing: {bits: 18, seed: 0}
            limits: {max-features: 100000, max-magnitude: 1e15, max-deviations: 20}
            learners:
              - name: champion
                optimizer: {type: sgd}
                rate: {type: inverse-sqrt, value: 0.5}
                loss: logistic
                batch: 1
                publish-predictions: false
            reports: {every: 10000, window: 10000}
            memory: {working-set: 256 MiB}
            http: {host: 127.0.0.1, port: 8080}
            """;

    private Readme() {}

    /** The config with one text replaced, which must be in it. */
    static String with(String text, String replacement) {
        if (!YAML.contains(text)) {
            throw new IllegalArgumentException("not in the config: " + text);
        }
        return YAML.replace(text, replacement);
    }

    static MillraceConfig parse(String yaml) {
        return MillraceConfig.parse(yaml, SOURCE, Map.of());
    }

    static List<String> problems(String yaml) {
        return refusal(yaml).problems();
    }

    /** Why the config is refused; fails if it is not. */
    static ConfigException refusal(String yaml) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(yaml));
        assertThat(e).as("the config is refused").isNotNull();
        return e;
    }

    /** Asserts the problems of the config after one change: text, replacement, then each problem. */
    static void assertProblems(ArgumentsAccessor mistake) {
        List<String> expected = mistake.toList().subList(2, mistake.size()).stream()
                .map(String::valueOf)
                .toList();
        assertThat(problems(with(mistake.getString(0), mistake.getString(1)))).containsExactlyElementsOf(expected);
    }
}
