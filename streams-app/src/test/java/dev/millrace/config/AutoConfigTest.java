package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.optimizer.Auto;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The optimizer that needs no rate, which a learner has that names none. */
class AutoConfigTest {

    private static final String NAMED = "    optimizer: {type: sgd}\n    rate: {type: inverse-sqrt, value: 0.5}\n";

    @Test
    void shouldTakeAutoWhenALearnerNamesNoOptimizer() {
        LearnerSpec spec = spec("");

        assertThat(spec.optimizer()).isEqualTo(new Auto(true, 128));
        assertThat(spec).isEqualTo(spec("    optimizer: auto\n"));
    }

    @Test
    void shouldReadItsParameters() {
        assertThat(spec("    optimizer: {type: auto, second-order: false, full-covariance: 10}\n")
                        .optimizer())
                .isEqualTo(new Auto(false, 10));
    }

    @Test
    void shouldDescribeNoRateInTheFingerprint() {
        MillraceConfig config = config("");
        String json = Fingerprint.of(config, config.learners().get(0).spec()).json();

        assertThat(json)
                .contains("\"optimizer\":{\"full-covariance\":128,\"second-order\":true,\"type\":\"auto\"}")
                .doesNotContain("\"rate\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch: 32| batch",
                "gradient: [{type: clip-norm, limit: 1}]| gradient",
                "weights: [{type: weight-decay, strength: 0.01}]| weights",
                "average: polyak| average",
                "plateau: {factor: 0.5, patience: 20000}| plateau",
            })
    void shouldRefuseWhatAnotherOptimizerNeeds(String line, String key) {
        String yaml = Readme.YAML.replace(NAMED, "").replace("    batch: 1\n", "    " + line + "\n");

        assertThatThrownBy(
                        () -> ConfigTree.parse(yaml, "flights.yaml", Map.of()).read())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key.strip()
                        + ": expected none with the optimizer auto, whose experts have rates and steps of their own;"
                        + " remove what is set, or name an optimizer such as adagrad");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "full-covariance: 1001 | expected a whole number from 0 to 1000; found '1001'",
                "second-order: maybe | expected true or false; found 'maybe'",
            })
    void shouldSayWhatIsAllowedWhenAParameterIsWrong(String parameter, String problem) {
        assertThatThrownBy(() -> spec("    optimizer: {type: auto, " + parameter + "}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem);
    }

    private static LearnerSpec spec(String optimizer) {
        List<LearnerConfig> learners = config(optimizer).learners();
        return learners.get(0).spec();
    }

    private static MillraceConfig config(String optimizer) {
        return ConfigTree.parse(Readme.YAML.replace(NAMED, optimizer), "flights.yaml", Map.of())
                .read();
    }
}
