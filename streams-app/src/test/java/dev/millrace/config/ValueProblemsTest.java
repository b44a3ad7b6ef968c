package dev.millrace.config;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One wrong value in the config of the manual, and the exact words that its user reads. */
class ValueProblemsTest {

    private static final String OPTIMIZERS = "expected " + Optimizers.CATALOG.expected();

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                arguments(
                        "{type: sgd}",
                        "{type: sdg}",
                        "flights.yaml:34: learners[0].optimizer.type: " + OPTIMIZERS + "; found 'sdg'"
                                + " (did you mean 'sgd'?)"),
                arguments(
                        "{type: sgd}",
                        "lazy",
                        "flights.yaml:34: learners[0].optimizer: " + OPTIMIZERS + "; found 'lazy'"
                                + " (did you mean 'lazy-adam'?)"),
                arguments(
                        "{type: sgd}",
                        "[sgd]",
                        "flights.yaml:34: learners[0].optimizer: " + OPTIMIZERS + "; found a list"),
                arguments(
                        "{type: sgd}",
                        "{type: lazy-adam, beta1: 1}",
                        "flights.yaml:34: learners[0].optimizer.beta1: expected a number 0 or more and below 1; found"
                                + " '1'"),
                arguments(
                        "{type: inverse-sqrt, value: 0.5}",
                        "0",
                        "flights.yaml:35: learners[0].rate: expected a number above 0 and at most 1000000, or one of"
                                + " constant, inverse-sqrt, inverse-time, step, exponential, polynomial, cosine,"
                                + " cosine-warm-restarts, linear-warmup; found '0'"),
                arguments(
                        "value: 0.5",
                        "value: NaN",
                        "flights.yaml:35: learners[0].rate.value: expected a number above 0 and at most 1000000; found"
                                + " 'NaN'"),
                arguments(
                        "bits: 18",
                        "bits: 27",
                        "flights.yaml:30: hashing.bits: expected a whole number from 1 to 26; found '27'"),
                arguments(
                        "bits: 18",
                        "bits: many",
                        "flights.yaml:30: hashing.bits: expected a whole number from 1 to 26; found 'many'"),
                arguments(
                        "bits: 18",
                        "bits: 18.0",
                        "flights.yaml:30: hashing.bits: expected a whole number from 1 to 26; found '18.0'"),
                arguments(
                        "bits: 18",
                        "bits: [18]",
                        "flights.yaml:30: hashing.bits: expected a whole number from 1 to 26; found a list"),
                arguments(
                        "bits: 18",
                        "bits: ",
                        "flights.yaml:30: hashing.bits: expected a whole number from 1 to 26; found nothing"),
                arguments(
                        "seed: 0",
                        "seed: 99999999999",
                        "flights.yaml:30: hashing.seed: expected a whole number from -2147483648 to 2147483647; found"
                                + " '99999999999'"),
                arguments(
                        "max-magnitude: 1e15",
                        "max-magnitude: 1e31",
                        "flights.yaml:31: limits.max-magnitude: expected a number above 0 and at most 1e30; found"
                                + " '1e31'"),
                arguments(
                        "max-deviations: 20",
                        "max-deviations: 2.9",
                        "flights.yaml:31: limits.max-deviations: expected a number from 3 to 1000000, or none; found"
                                + " '2.9'"),
                arguments(
                        "max-deviations: 20",
                        "max-deviations: off",
                        "flights.yaml:31: limits.max-deviations: expected a number from 3 to 1000000, or none; found"
                                + " 'off'"),
                arguments(
                        "hashing: {bits: 18, seed: 0}",
                        "hashing: 18",
                        "flights.yaml:30: hashing: expected a mapping (key: value); found '18'"),
                arguments(
                        "  bootstrap.servers: 127.0.0.1:9092",
                        "  bootstrap:\n    servers: 127.0.0.1:9092\n  bootstrap.servers: b",
                        "flights.yaml:3: kafka.bootstrap: expected text; found a mapping"),
                arguments(
                        "256 MiB",
                        "256 MB",
                        "flights.yaml:40: memory.working-set: expected a size from 16 KiB to 1024 GiB, such as 256 MiB;"
                                + " found '256 MB'"),
                arguments(
                        "256 MiB",
                        "15 KiB",
                        "flights.yaml:40: memory.working-set: expected a size from 16 KiB to 1024 GiB, such as 256 MiB;"
                                + " found '15 KiB'"),
                arguments(
                        "port: 8080",
                        "port: 65536",
                        "flights.yaml:41: http.port: expected a whole number from 0 to 65535; found '65536'"),
                arguments(
                        "zone: UTC",
                        "zone: Mars/Olympus",
                        "flights.yaml:18: event.zone: expected a time zone such as UTC, Europe/Berlin or +01:00; found"
                                + " 'Mars/Olympus'"),
                arguments(
                        "publish-predictions: false",
                        "publish-predictions: no",
                        "flights.yaml:38: learners[0].publish-predictions: expected true or false; found 'no'"),
                arguments(
                        "replication-factor: 1",
                        "replication-factor: 0",
                        "flights.yaml:15: topics.replication-factor: expected -1 (the broker's default) or a"
                                + " whole number"
                                + " from 1 to 32767; found '0'"),
                arguments(
                        "quarantine: flights-quarantine",
                        "quarantine: flights/quarantine",
                        "flights.yaml:13: topics.quarantine: expected a topic name (1 to 249 letters, digits,"
                                + " '.', '_' or"
                                + " '-', not only dots); found 'flights/quarantine'"),
                arguments(
                        "window: 10000",
                        "window: 1000001",
                        "flights.yaml:39: reports.window: expected a whole number from 10 to 1000000; found '1000001'"),
                arguments(
                        "window: 10000",
                        "window: 9",
                        "flights.yaml:39: reports.window: expected a whole number from 10 to 1000000; found '9'"),
                arguments(
                        "  bootstrap.servers:",
                        "  processing.guarantee: at_most_once\n  bootstrap.servers:",
                        "flights.yaml:3: kafka.processing.guarantee: expected exactly_once_v2 (the default) or"
                                + " at_least_once, whose limits docs/exactly-once.md tells; found 'at_most_once'"),
                arguments(
                        "  bootstrap.servers:",
                        "  processing.exception.handler: X\n  bootstrap.servers:",
                        "flights.yaml:3: kafka.processing.exception.handler: a handler that goes on would leave an event"
                                + " learned by some learners only; bad events go to quarantine anyway: remove it here"),
                arguments(
                        "task: binary",
                        "task: binray",
                        "flights.yaml:19: task: expected one of binary, regression, multiclass; found 'binray'"
                                + " (did you mean 'binary'?)"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void shouldSayExactlyThisWhenAValueIsWrong(ArgumentsAccessor mistake) {
        Readme.assertProblems(mistake);
    }
}
