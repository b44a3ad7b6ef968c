package dev.millrace.config;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistaken or missing key in the config of the manual, and the exact words that its user reads. */
class KeyProblemsTest {

    static Stream<Arguments> mistakesInKeys() {
        return Stream.of(
                arguments(
                        "  predictions:",
                        "  prediction:",
                        "flights.yaml:11: topics.prediction: unknown key; allowed here: events, predictions,"
                                + " loss-reports,"
                                + " quarantine, sequence, replication-factor; did you mean 'predictions'?"),
                arguments(
                        "memory: {working-set",
                        "memory: {zzz",
                        "flights.yaml:40: memory.zzz: unknown key; allowed here: working-set"),
                arguments(
                        "http: {host",
                        "htpt: {host",
                        "flights.yaml:41: htpt: unknown key; allowed here: application, kafka, registry,"
                                + " serdes, topics,"
                                + " event, task, label, weight, features, hashing, limits, learners, reports, memory,"
                                + " http;"
                                + " did you mean 'http'?"),
                arguments(
                        "    batch: 1",
                        "    batch: 1\n    batch: 2",
                        "flights.yaml:38: learners[0].batch: this key is already on line 37; remove one of the two"),
                arguments(
                        "  bootstrap.servers: 127.0.0.1:9092",
                        "  bootstrap.servers: 127.0.0.1:9092\n  bootstrap.servers: other:9092",
                        "flights.yaml:4: kafka.bootstrap.servers: this key is already on line 3; remove one of"
                                + " the two"),
                arguments(
                        "  zone: UTC",
                        "  [zone, time]: UTC",
                        "flights.yaml:18: event: expected a single word as key; found a list or a mapping"),
                arguments(
                        "{type: sgd}",
                        "{type: sgd, beta1: 0.9}",
                        "flights.yaml:34: learners[0].optimizer.beta1: unknown key; allowed here: type"),
                arguments(
                        "values: values}",
                        "values: values, dimension: 5}",
                        "flights.yaml:29: features[5].sparse.dimension: belongs one level up, beside 'sparse'"),
                arguments(
                        "  - numeric: distance",
                        "  - numeric: distance\n    standardise: false",
                        "flights.yaml:25: features[0].standardise: unknown key; allowed here: numeric, name, transform,"
                                + " standardize; did you mean 'standardize'?"),
                arguments(
                        "  bootstrap.servers:",
                        "  application.id: other\n  bootstrap.servers:",
                        "flights.yaml:3: kafka.application.id: set by the key 'application' at the top of the file;"
                                + " remove it here"));
    }

    static Stream<Arguments> missingKeys() {
        return Stream.of(
                arguments(
                        "  events: flights\n",
                        "",
                        "flights.yaml:9: topics.events: required but missing; expected a topic name (1 to 249 letters,"
                                + " digits, '.', '_' or '-', not only dots)"),
                arguments(
                        "application: flights ",
                        "# ",
                        "flights.yaml:2: application: required but missing; expected 1 to 100 letters, digits, '.', '_'"
                                + " or '-', not only dots"),
                arguments(
                        "task: binary\n",
                        "",
                        "flights.yaml:1: task: required but missing; expected one of binary, regression, multiclass"),
                arguments(
                        "  bootstrap.servers:",
                        "  client.id:",
                        "flights.yaml:2: kafka.bootstrap.servers: required but missing; expected text"),
                arguments(
                        "registry:\n  schema.registry.url: http://127.0.0.1:8081\n",
                        "",
                        "flights.yaml:1: registry: required but missing; expected a mapping (key: value)"),
                arguments(
                        "  field: delay\n",
                        "",
                        "flights.yaml:20: label.field: required but missing; expected the name of a field of"
                                + " the event"),
                arguments(
                        "  - name: champion\n    optimizer",
                        "  - optimizer",
                        "flights.yaml:33: learners[0].name: required but missing; expected 1 to 100 letters,"
                                + " digits, '.',"
                                + " '_' or '-'"),
                arguments(
                        "    optimizer: {type: sgd}\n",
                        "",
                        "flights.yaml:34: learners[0].rate: the optimizer auto, which a learner has that names none, finds"
                                + " its rates itself; remove the rate, or name an optimizer that it is for, such as adagrad"),
                arguments(
                        "{type: sgd}",
                        "{}",
                        "flights.yaml:34: learners[0].optimizer.type: required but missing; expected "
                                + Optimizers.CATALOG.expected()),
                arguments(
                        "    rate: {type: inverse-sqrt, value: 0.5}\n",
                        "",
                        "flights.yaml:33: learners[0].rate: required but missing; expected a number above 0 and at most"
                                + " 1000000, or one of constant, inverse-sqrt, inverse-time, step, exponential, polynomial,"
                                + " cosine, cosine-warm-restarts, linear-warmup"),
                arguments(
                        "{type: inverse-sqrt, value: 0.5}",
                        "inverse-sqrt",
                        "flights.yaml:35: learners[0].rate.value: required but missing; expected a number above"
                                + " 0 and at"
                                + " most 1000000"),
                arguments(
                        ", values: values}",
                        "}",
                        "flights.yaml:29: features[5].sparse.values: required but missing; expected the name of a field"
                                + " of the event"));
    }

    @ParameterizedTest
    @MethodSource({"mistakesInKeys", "missingKeys"})
    void shouldSayExactlyThisWhenAKeyIsWrong(ArgumentsAccessor mistake) {
        Readme.assertProblems(mistake);
    }
}
