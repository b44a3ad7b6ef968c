package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not go together in a config, and the exact words that its user reads. */
class ConfigProblemsTest {

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
                        "flights.yaml:22: label.classes: expected 2 classes, the second being the positive one;"
                                + " found 3"),
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
                        "flights.yaml:36: learners[0].loss: expected a loss for task binary (logistic, hinge, squared-hinge,"
                                + " focal); found 'squared'"),
                arguments(
                        "  - numeric: distance",
                        "  - numeric: delay",
                        "flights.yaml:24: features[0]: the field 'delay' is the label, so it cannot be a feature"),
                arguments(
                        "  - numeric: distance",
                        "  - numeric: origin",
                        "flights.yaml:25: features[1]: the name 'origin' is already that of features[0]; add the key"
                                + " 'name' with another",
                        "flights.yaml:28: features[4]: a cross is of two categories, but 'origin' is"
                                + " features[0], which is"
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
                        "flights.yaml:27: features[3]: expected exactly one of the keys numeric, categorical,"
                                + " time, cross,"
                                + " sparse; found numeric, time"),
                arguments(
                        "  - time: hour",
                        "  - category: hour",
                        "flights.yaml:27: features[3]: expected exactly one of the keys numeric, categorical,"
                                + " time, cross,"
                                + " sparse; found category (did you mean 'categorical'?)"),
                arguments(
                        "  - numeric: distance",
                        "  - numerical: distance",
                        "flights.yaml:24: features[0]: expected exactly one of the keys numeric, categorical,"
                                + " time, cross,"
                                + " sparse; found numerical (did you mean 'numeric'?)"),
                arguments(
                        "[origin, destination]",
                        "[origin, distance]",
                        "flights.yaml:28: features[4]: a cross is of two categories, but 'distance' is"
                                + " features[0], which"
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
                        "flights.yaml:39: learners[1].name: the name 'champion' is already that of the learner"
                                + " on line 33;"
                                + " names must differ"));
    }

    @ParameterizedTest
    @MethodSource("whatDoesNotGoTogether")
    void shouldSayExactlyThisWhenTwoPartsDoNotGoTogether(ArgumentsAccessor mistake) {
        Readme.assertProblems(mistake);
    }

    @Test
    void shouldSayWhatRegressionLearnsWhenLabelIsOfAClassification() {
        String regression = Readme.with("task: binary", "task: regression").replace("    loss: logistic\n", "");

        assertThat(Readme.problems(regression))
                .containsExactly(
                        "flights.yaml:22: label.above: is for task binary; a regression learns the number in the"
                                + " field as it is");
        assertThat(Readme.problems(regression.replace("above: 15", "classes: [a, b]")))
                .containsExactly(
                        "flights.yaml:22: label.classes: is for tasks binary and multiclass; a regression learns"
                                + " the number in the field");
    }

    @Test
    void shouldAskForClassesWhenTaskIsMulticlass() {
        String multiclass = Readme.with("task: binary", "task: multiclass").replace("    loss: logistic\n", "");

        assertThat(Readme.problems(multiclass.replace("  above: 15\n", "")))
                .containsExactly("flights.yaml:20: label: a multiclass label needs 'classes' (a list of the field's"
                        + " strings) or 'class-count' (2 to 100000, if the field holds class indices)");
        assertThat(Readme.problems(multiclass.replace("above: 15", "above: 15\n  class-count: 3")))
                .containsExactly("flights.yaml:22: label.above: is for task binary; a multiclass label has 'classes' or"
                        + " 'class-count'");
        assertThat(Readme.problems(multiclass.replace("above: 15", "classes: [a, b]\n  class-count: 2")))
                .containsExactly("flights.yaml:23: label.class-count: expected either 'classes' or 'class-count'; found"
                        + " both");
        assertThat(Readme.problems(multiclass.replace("above: 15", "class-count: 1")))
                .containsExactly(
                        "flights.yaml:22: label.class-count: expected a whole number from 2 to 100000; found" + " '1'");
    }

    @Test
    void shouldCountLearnersWhenThereAreNoneOrTooMany() {
        String none = Readme.YAML.replaceAll("(?s)learners:.*reports", "learners: []\nreports");
        String many =
                Readme.YAML.replaceAll("(?s)learners:.*reports", "learners:\n" + "  - x\n".repeat(65) + "reports");

        assertThat(Readme.problems(none))
                .containsExactly("flights.yaml:32: learners: expected 1 to 64 learners; found 0");
        assertThat(Readme.problems(many))
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

        ConfigException e = Readme.refusal(yaml);

        assertThat(e)
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "flights.yaml:9: topics.events: required but missing; expected a topic name (1 to 249 letters,"
                                + " digits, '.', '_' or '-', not only dots)",
                        "flights.yaml:29: hashing.bits: expected a whole number from 1 to 26; found '0'",
                        "flights.yaml:33: learners[0].optimizer.type: expected " + Optimizers.CATALOG.expected()
                                + "; found 'sdg' (did you mean 'sgd'?)",
                        "flights.yaml:40: http.port: expected a whole number from 0 to 65535; found 'x'"));
        assertThat(e.problems()).hasSize(4);
    }
}
