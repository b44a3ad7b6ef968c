package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake in the config of the manual, and the exact words that its user reads. */
class ConfigProblemsTest {

    static Stream<Arguments> mistakesInKeys() {
        return Stream.of(
                arguments(
                        "  predictions:",
                        "  prediction:",
                        "flights.yaml:11: topics.prediction: unknown key; allowed here: events, predictions, loss-reports,"
                                + " quarantine, sequence, replication-factor; did you mean 'predictions'?"),
                arguments(
                        "memory: {working-set",
                        "memory: {zzz",
                        "flights.yaml:40: memory.zzz: unknown key; allowed here: working-set"),
                arguments(
                        "http: {host",
                        "htpt: {host",
                        "flights.yaml:41: htpt: unknown key; allowed here: application, kafka, registry, serdes, topics,"
                                + " event, task, label, features, hashing, limits, learners, reports, memory, http;"
                                + " did you mean 'http'?"),
                arguments(
                        "    batch: 1",
                        "    batch: 1\n    batch: 2",
                        "flights.yaml:38: learners[0].batch: this key is already on line 37; remove one of the two"),
                arguments(
                        "  bootstrap.servers: 127.0.0.1:9092",
                        "  bootstrap.servers: 127.0.0.1:9092\n  bootstrap.servers: other:9092",
                        "flights.yaml:4: kafka.bootstrap.servers: this key is already on line 3; remove one of the two"),
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
                        "flights.yaml:20: label.field: required but missing; expected the name of a field of the event"),
                arguments(
                        "  - name: champion\n    optimizer",
                        "  - optimizer",
                        "flights.yaml:33: learners[0].name: required but missing; expected 1 to 100 letters, digits, '.',"
                                + " '_' or '-'"),
                arguments(
                        "    optimizer: {type: sgd}\n",
                        "",
                        "flights.yaml:33: learners[0].optimizer: required but missing; expected one of sgd, lazy-adam"),
                arguments(
                        "{type: sgd}",
                        "{}",
                        "flights.yaml:34: learners[0].optimizer.type: required but missing; expected one of sgd,"
                                + " lazy-adam"),
                arguments(
                        "    rate: {type: inverse-sqrt, value: 0.5}\n",
                        "",
                        "flights.yaml:33: learners[0].rate: required but missing; expected a number above 0 and at most"
                                + " 1000000, or one of constant, inverse-sqrt"),
                arguments(
                        "{type: inverse-sqrt, value: 0.5}",
                        "inverse-sqrt",
                        "flights.yaml:35: learners[0].rate.value: required but missing; expected a number above 0 and at"
                                + " most 1000000"),
                arguments(
                        ", values: values}",
                        "}",
                        "flights.yaml:29: features[5].sparse.values: required but missing; expected the name of a field"
                                + " of the event"));
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                arguments(
                        "{type: sgd}",
                        "{type: sdg}",
                        "flights.yaml:34: learners[0].optimizer.type: expected one of sgd, lazy-adam; found 'sdg'"
                                + " (did you mean 'sgd'?)"),
                arguments(
                        "{type: sgd}",
                        "adam",
                        "flights.yaml:34: learners[0].optimizer: expected one of sgd, lazy-adam; found 'adam'"
                                + " (did you mean 'lazy-adam'?)"),
                arguments(
                        "{type: sgd}",
                        "[sgd]",
                        "flights.yaml:34: learners[0].optimizer: expected one of sgd, lazy-adam; found a list"),
                arguments(
                        "{type: sgd}",
                        "{type: lazy-adam, beta1: 1}",
                        "flights.yaml:34: learners[0].optimizer.beta1: expected a number 0 or more and below 1; found"
                                + " '1'"),
                arguments(
                        "{type: inverse-sqrt, value: 0.5}",
                        "0",
                        "flights.yaml:35: learners[0].rate: expected a number above 0 and at most 1000000, or one of"
                                + " constant, inverse-sqrt; found '0'"),
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
                        "flights.yaml:40: memory.working-set: expected a size from 1 MiB to 1024 GiB, such as 256 MiB;"
                                + " found '256 MB'"),
                arguments(
                        "256 MiB",
                        "999 KiB",
                        "flights.yaml:40: memory.working-set: expected a size from 1 MiB to 1024 GiB, such as 256 MiB;"
                                + " found '999 KiB'"),
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
                        "flights.yaml:15: topics.replication-factor: expected -1 (the broker's default) or a whole number"
                                + " from 1 to 32767; found '0'"),
                arguments(
                        "quarantine: flights-quarantine",
                        "quarantine: flights/quarantine",
                        "flights.yaml:13: topics.quarantine: expected a topic name (1 to 249 letters, digits, '.', '_' or"
                                + " '-', not only dots); found 'flights/quarantine'"),
                arguments(
                        "window: 10000",
                        "window: 1000001",
                        "flights.yaml:39: reports.window: expected a whole number from 1 to 1000000; found '1000001'"),
                arguments(
                        "task: binary",
                        "task: binray",
                        "flights.yaml:19: task: expected one of binary, regression, multiclass; found 'binray'"
                                + " (did you mean 'binary'?)"));
    }

    static Stream<Arguments> whatDoesNotGoTogether() {
        return Stream.of(
                arguments(
                        "quarantine: flights-quarantine",
                        "quarantine: flights",
                        "flights.yaml:13: topics.quarantine: expected a topic of its own; found 'flights', which is"
                                + " topics.events"),
                arguments(
                        "above: 15",
                        "above: 15\n  classes: [no, yes]",
                        "flights.yaml:22: label.above: expected either 'above' or 'classes'; found both"),
                arguments(
                        "above: 15",
                        "classes: [no, perhaps, yes]",
                        "flights.yaml:22: label.classes: expected 2 classes, the second being the positive one; found 3"),
                arguments(
                        "above: 15",
                        "classes: [no, no]",
                        "flights.yaml:22: label.classes: expected different classes; found 'no' twice"),
                arguments(
                        "above: 15",
                        "class-count: 2",
                        "flights.yaml:22: label.class-count: is for task multiclass; remove it"),
                arguments("above: 15", "above: [15]", "flights.yaml:22: label.above: expected a number; found a list"),
                arguments(
                        "    loss: logistic",
                        "    loss: squared",
                        "flights.yaml:36: learners[0].loss: expected a loss for task binary (logistic); found 'squared'"),
                arguments(
                        "  - numeric: distance",
                        "  - numeric: delay",
                        "flights.yaml:24: features[0]: the field 'delay' is the label, so it cannot be a feature"),
                arguments(
                        "  - numeric: distance",
                        "  - numeric: origin",
                        "flights.yaml:25: features[1]: the name 'origin' is already that of features[0]; add the key"
                                + " 'name' with another",
                        "flights.yaml:28: features[4]: a cross is of two categories, but 'origin' is features[0], which is"
                                + " not one; declare the field as categorical under another name and cross that"),
                arguments(
                        "  - numeric: distance",
                        "  - numeric: bias",
                        "flights.yaml:24: features[0]: 'bias' cannot be a feature's name; add the key 'name' with the"
                                + " name of a feature (not blank, without '=', not 'bias')"),
                arguments(
                        "  - time: hour",
                        "  - time: hour\n    name: a=b",
                        "flights.yaml:28: features[3].name: expected the name of a feature (not blank, without '=', not"
                                + " 'bias'); found 'a=b'"),
                arguments(
                        "  - time: hour",
                        "  - {time: hour, numeric: origin}",
                        "flights.yaml:27: features[3]: expected exactly one of the keys numeric, categorical, time, cross,"
                                + " sparse; found numeric, time"),
                arguments(
                        "  - time: hour",
                        "  - category: hour",
                        "flights.yaml:27: features[3]: expected exactly one of the keys numeric, categorical, time, cross,"
                                + " sparse; found category (did you mean 'categorical'?)"),
                arguments(
                        "  - numeric: distance",
                        "  - numerical: distance",
                        "flights.yaml:24: features[0]: expected exactly one of the keys numeric, categorical, time, cross,"
                                + " sparse; found numerical (did you mean 'numeric'?)"),
                arguments(
                        "[origin, destination]",
                        "[origin, distance]",
                        "flights.yaml:28: features[4]: a cross is of two categories, but 'distance' is features[0], which"
                                + " is not one; declare the field as categorical under another name and cross that"),
                arguments(
                        "[origin, destination]",
                        "[origin, delay]",
                        "flights.yaml:28: features[4]: the field 'delay' is the label, so it cannot be a feature"),
                arguments(
                        "[origin, destination]",
                        "[origin]",
                        "flights.yaml:28: features[4].cross: expected a list of two different features or fields; found"
                                + " [origin]"),
                arguments(
                        "reports: {every",
                        "  - {name: champion, optimizer: sgd, rate: 1}\nreports: {every",
                        "flights.yaml:39: learners[1].name: the name 'champion' is already that of the learner on line 33;"
                                + " names must differ"));
    }

    @ParameterizedTest
    @MethodSource({"mistakesInKeys", "missingKeys", "wrongValues", "whatDoesNotGoTogether"})
    void shouldSayExactlyThisWhenConfigHasAMistake(ArgumentsAccessor mistake) {
        String yaml = Readme.with(mistake.getString(0), mistake.getString(1));
        List<String> expected = mistake.toList().subList(2, mistake.size()).stream()
                .map(String::valueOf)
                .toList();

        assertThat(problems(yaml)).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldSayWhatRegressionLearnsWhenLabelIsOfAClassification() {
        String regression = Readme.with("task: binary", "task: regression").replace("    loss: logistic\n", "");

        assertThat(problems(regression))
                .containsExactly(
                        "flights.yaml:22: label.above: is for task binary; a regression learns the number in the"
                                + " field as it is");
        assertThat(problems(regression.replace("above: 15", "classes: [a, b]")))
                .containsExactly(
                        "flights.yaml:22: label.classes: is for tasks binary and multiclass; a regression learns"
                                + " the number in the field");
    }

    @Test
    void shouldAskForClassesWhenTaskIsMulticlass() {
        String multiclass = Readme.with("task: binary", "task: multiclass").replace("    loss: logistic\n", "");

        assertThat(problems(multiclass.replace("  above: 15\n", "")))
                .containsExactly("flights.yaml:20: label: a multiclass label needs 'classes' (a list of the field's"
                        + " strings) or 'class-count' (2 to 100000, if the field holds class indices)");
        assertThat(problems(multiclass.replace("above: 15", "above: 15\n  class-count: 3")))
                .containsExactly("flights.yaml:22: label.above: is for task binary; a multiclass label has 'classes' or"
                        + " 'class-count'");
        assertThat(problems(multiclass.replace("above: 15", "classes: [a, b]\n  class-count: 2")))
                .containsExactly("flights.yaml:23: label.class-count: expected either 'classes' or 'class-count'; found"
                        + " both");
        assertThat(problems(multiclass.replace("above: 15", "class-count: 1")))
                .containsExactly(
                        "flights.yaml:22: label.class-count: expected a whole number from 2 to 100000; found" + " '1'");
    }

    @Test
    void shouldCountLearnersWhenThereAreNoneOrTooMany() {
        String none = Readme.YAML.replaceAll("(?s)learners:.*reports", "learners: []\nreports");
        String many =
                Readme.YAML.replaceAll("(?s)learners:.*reports", "learners:\n" + "  - x\n".repeat(65) + "reports");

        assertThat(problems(none)).containsExactly("flights.yaml:32: learners: expected 1 to 64 learners; found 0");
        assertThat(problems(many))
                .hasSize(66)
                .startsWith(
                        "flights.yaml:32: learners: expected 1 to 64 learners; found 65",
                        "flights.yaml:33: learners[0]: expected a mapping (key: value); found 'x'");
    }

    @Test
    void shouldTellAllProblemsInTheOrderOfTheFileWhenThereAreSeveral() {
        String yaml = Readme.with("port: 8080", "port: x")
                .replace("bits: 18", "bits: 0")
                .replace("  events: flights\n", "")
                .replace("{type: sgd}", "{type: sdg}");

        ConfigException e = refusal(yaml);

        assertThat(e)
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "flights.yaml:9: topics.events: required but missing; expected a topic name (1 to 249 letters,"
                                + " digits, '.', '_' or '-', not only dots)",
                        "flights.yaml:29: hashing.bits: expected a whole number from 1 to 26; found '0'",
                        "flights.yaml:33: learners[0].optimizer.type: expected one of sgd, lazy-adam; found 'sdg' (did you"
                                + " mean 'sgd'?)",
                        "flights.yaml:40: http.port: expected a whole number from 0 to 65535; found 'x'"));
        assertThat(e.problems()).hasSize(4);
    }

    private static List<String> problems(String yaml) {
        return refusal(yaml).problems();
    }

    private static ConfigException refusal(String yaml) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> Readme.parse(yaml));
        assertThat(e).as("the config is refused").isNotNull();
        return e;
    }
}
