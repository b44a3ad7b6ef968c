package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FingerprintTest {

    private static final Fingerprint README = fingerprint(Readme.YAML);

    /** A store keeps its fingerprint for years: never change what stands here, raise the format instead. */
    @Test
    void shouldBeThisForeverWhenConfigIsTheManuals() {
        assertThat(README.json()).isEqualTo("""
                        {"batch":1,\
                        "event":{"time":"departure","zone":"UTC"},\
                        "features":[\
                        {"name":"distance","numeric":"distance","standardize":true,"transform":"none"},\
                        {"categorical":"origin","name":"origin"},\
                        {"categorical":"destination","name":"destination"},\
                        {"encoding":"categorical","name":"hour","time":"hour"},\
                        {"cross":["origin","destination"],"name":"origin*destination"},\
                        {"name":"indices","sparse":{"indices":"indices","values":"values"}}],\
                        "format":1,\
                        "hashing":{"bits":18,"seed":0},\
                        "label":{"above":15,"field":"delay"},\
                        "limits":{"max-deviations":20,"max-features":100000,"max-magnitude":1000000000000000},\
                        "loss":{"type":"logistic"},\
                        "optimizer":{"type":"sgd"},\
                        "rate":{"type":"inverse-sqrt","value":0.5},\
                        "reports":{"window":10000},\
                        "task":"binary"}""");
        assertThat(README.hex()).isEqualTo("336753aff38809ec");
    }

    /** Learners of before there was that limit go on without it. */
    @Test
    void shouldBeThatOfBeforeWhenDeviationsHaveNoLimit() {
        assertThat(fingerprint(Readme.with("max-deviations: 20", "max-deviations: none"))
                        .hex())
                .isEqualTo("958a231c144000eb");
    }

    @Test
    void shouldLeaveTheLimitOnDeviationsOutWhenNothingIsStandardised() {
        Fingerprint raw = fingerprint(Readme.with("- numeric: distance", "- {numeric: distance, standardize: false}"));

        assertThat(Fingerprint.differences(README.json(), raw.json()))
                .containsExactly(
                        "features[distance].standardize: was true, now false",
                        "limits.max-deviations: was 20, now absent");
    }

    static Stream<Arguments> changesThatDoNotMatter() {
        return Stream.of(
                arguments("application: flights ", "application: other "),
                arguments("bootstrap.servers: 127.0.0.1:9092", "bootstrap.servers: b:1\n  client.id: x"),
                arguments("http://127.0.0.1:8081", "http://other:8081"),
                arguments("serde.AvroSerializer", "serde.OtherSerializer"),
                arguments("events: flights", "events: other"),
                arguments("replication-factor: 1", "replication-factor: 3"),
                arguments("  zone: UTC\n", ""),
                arguments("hashing: {bits: 18, seed: 0}\n", ""),
                arguments("limits: {max-features: 100000, max-magnitude: 1e15, max-deviations: 20}\n", ""),
                arguments("max-magnitude: 1e15", "max-magnitude: 1000000000000000.0"),
                arguments("name: champion", "name: other"),
                arguments("    loss: logistic\n", ""),
                arguments("    batch: 1\n", ""),
                arguments("    publish-predictions: false", "    publish-predictions: true"),
                arguments("reports: {every: 10000, window: 10000}", "reports: {every: 5}"),
                arguments("memory: {working-set: 256 MiB}", "memory: {working-set: 1 GiB}"),
                arguments("port: 8080", "port: 0"),
                arguments("port: 8080", "port: 8080, token: 0123456789abcdef, max-requests: 3, advertised: a:1"),
                arguments("port: 8080", "port: 8080, tls: {key-store: k.p12, key-store-password: p}"),
                arguments("optimizer: {type: sgd}", "optimizer: sgd"),
                arguments("{type: inverse-sqrt, value: 0.5}", "{value: 5e-1, type: inverse-sqrt}"),
                arguments("  - numeric: distance", "  - transform: none\n    standardize: true\n    numeric: distance"),
                arguments("  - time: hour", "  - {name: hour, time: hour, encoding: categorical}"),
                arguments("  field: delay\n  above: 15", "  above: 15.0\n  field: delay"));
    }

    @ParameterizedTest
    @MethodSource("changesThatDoNotMatter")
    void shouldStayWhenChangeDoesNotMatterToLearning(String text, String replacement) {
        assertThat(fingerprint(Readme.with(text, replacement))).isEqualTo(README);
    }

    static Stream<Arguments> changesThatMatter() {
        return Stream.of(
                arguments("  time: departure\n", "", "event.time: was \"departure\", now absent"),
                arguments("zone: UTC", "zone: Europe/Berlin", "event.zone: was \"UTC\", now \"Europe/Berlin\""),
                arguments("field: delay", "field: lateness", "label.field: was \"delay\", now \"lateness\""),
                arguments("above: 15", "above: 15.5", "label.above: was 15, now 15.5"),
                arguments("bits: 18", "bits: 19", "hashing.bits: was 18, now 19"),
                arguments("seed: 0", "seed: -1", "hashing.seed: was 0, now -1"),
                arguments("max-deviations: 20", "max-deviations: 10", "limits.max-deviations: was 20, now 10"),
                arguments("max-deviations: 20", "max-deviations: none", "limits.max-deviations: was 20, now absent"),
                arguments("max-features: 100000", "max-features: 9", "limits.max-features: was 100000, now 9"),
                arguments(
                        "max-magnitude: 1e15",
                        "max-magnitude: 1e14",
                        "limits.max-magnitude: was 1000000000000000, now 100000000000000"),
                arguments("type: inverse-sqrt", "type: constant", "rate.type: was \"inverse-sqrt\", now \"constant\""),
                arguments("value: 0.5", "value: 0.3", "rate.value: was 0.5, now 0.3"),
                arguments("batch: 1", "batch: 2", "batch: was 1, now 2"),
                arguments("window: 10000", "window: 100", "reports.window: was 10000, now 100"),
                arguments(
                        "- numeric: distance",
                        "- {numeric: distance, transform: log1p}",
                        "features[distance].transform: was \"none\", now \"log1p\""),
                arguments(
                        "- numeric: distance",
                        "- {numeric: other, name: distance}",
                        "features[distance].numeric: was \"distance\", now \"other\""),
                arguments(
                        "- time: hour",
                        "- {time: month, name: hour}",
                        "features[hour].time: was \"hour\", now \"month\""),
                arguments(
                        "values: values}",
                        "values: values}\n    dimension: 10",
                        "features[indices].dimension: was absent, now 10"),
                arguments(
                        "values: values}",
                        "values: other}",
                        "features[indices].sparse.values: was \"values\", now \"other\""),
                arguments(
                        "cross: [origin, destination]",
                        "{cross: [origin, carrier], name: origin*destination}",
                        "features[origin*destination].cross: was [\"origin\",\"destination\"], now"
                                + " [\"origin\",\"carrier\"]"));
    }

    @ParameterizedTest
    @MethodSource("changesThatMatter")
    void shouldChangeAndSayHowWhenLearningChanges(String text, String replacement, String difference) {
        Fingerprint changed = fingerprint(Readme.with(text, replacement));

        assertThat(changed.hex()).isNotEqualTo(README.hex()).matches("[0-9a-f]{16}");
        assertThat(Fingerprint.differences(README.json(), changed.json())).containsExactly(difference);
    }

    @Test
    void shouldNameEveryParameterWhenOptimizerIsAnother() {
        Fingerprint changed = fingerprint(Readme.with("{type: sgd}", "{type: lazy-adam}"));

        assertThat(Fingerprint.differences(README.json(), changed.json()))
                .containsExactly(
                        "optimizer.beta1: was absent, now 0.9",
                        "optimizer.beta2: was absent, now 0.999",
                        "optimizer.epsilon: was absent, now 0.00000001",
                        "optimizer.type: was \"sgd\", now \"lazy-adam\"");
    }

    @Test
    void shouldNameTaskLabelAndLossWhenTaskIsAnother() {
        String multiclass = Readme.with("task: binary", "task: multiclass")
                .replace("    loss: logistic\n", "")
                .replace("above: 15", "class-count: 7");
        String named = multiclass.replace("class-count: 7", "classes: [a, b]");

        assertThat(Fingerprint.differences(
                        README.json(), fingerprint(multiclass).json()))
                .containsExactly(
                        "label.above: was 15, now absent",
                        "label.class-count: was absent, now 7",
                        "loss.type: was \"logistic\", now \"softmax\"",
                        "task: was \"binary\", now \"multiclass\"");
        assertThat(Fingerprint.differences(
                        fingerprint(multiclass).json(), fingerprint(named).json()))
                .containsExactly(
                        "label.class-count: was 7, now absent", "label.classes: was absent, now [\"a\",\"b\"]");
    }

    @Test
    void shouldNameTheFeatureWhenOneIsAddedOrMoved() {
        Fingerprint added = fingerprint(
                Readme.with("  - categorical: origin\n", "  - categorical: carrier\n  - categorical: origin\n"));
        Fingerprint moved = fingerprint(Readme.with(
                "  - categorical: origin\n  - categorical: destination\n",
                "  - categorical: destination\n  - categorical: origin\n"));

        assertThat(Fingerprint.differences(README.json(), added.json()))
                .containsExactly(
                        "features: was [distance, origin, destination, hour, origin*destination, indices], now"
                                + " [distance,"
                                + " carrier, origin, destination, hour, origin*destination, indices]",
                        "features[carrier].categorical: was absent, now \"carrier\"",
                        "features[carrier].name: was absent, now \"carrier\"");
        assertThat(Fingerprint.differences(README.json(), moved.json()))
                .containsExactly("features: was [distance, origin, destination, hour, origin*destination, indices], now"
                        + " [distance, destination, origin, hour, origin*destination, indices]");
    }

    @Test
    void shouldFindNoDifferenceWhenFingerprintsAreEqual() {
        assertThat(Fingerprint.differences(README.json(), README.json())).isEmpty();
    }

    @Test
    void shouldRefuseWhenItIsNotJson() {
        assertThatThrownBy(() -> Fingerprint.differences("{", README.json()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected the JSON of a fingerprint, got '{'");
    }

    /** 2e23 and 2^-44 (5.68e-14) are among those that JDK 17 and 19 print differently. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "-2.5, -2.5",
        "0, 0",
        "-0.0, 0",
        "100, 100",
        "2e23, 200000000000000000000000",
        "5.684341886080802E-14, 0.000000000000056843418860808015",
        "0.30000000000000004, 0.30000000000000004",
        "1e-8, 0.00000001",
    })
    void shouldWriteFewestDigitsWhenNumberIsADouble(double number, String digits) {
        assertThat(CanonicalJson.shortest(number).toPlainString()).isEqualTo(digits);
    }

    private static Fingerprint fingerprint(String yaml) {
        MillraceConfig config = Readme.parse(yaml);
        return Fingerprint.of(config, config.learners().get(0).spec());
    }
}
