package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.feature.LabelSpec;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example is what users start from, so it must load; its learners are tuned freely. */
class ExampleConfigTest {

    /** Tests run in the folder of their module. */
    private static final Path EXAMPLE = Path.of("..", "examples", "flights.yaml");

    @Test
    void shouldLoadWhenItIsTheExampleOfTheRepository() {
        MillraceConfig config = ConfigTree.load(EXAMPLE, Map.of()).read();

        assertThat(config.application()).isEqualTo("flights");
        assertThat(config.kafka()).isEqualTo(Map.of("bootstrap.servers", "127.0.0.1:9092", "state.dir", "state"));
        assertThat(config.label()).isEqualTo(new LabelSpec.Above("delay", 15));
        assertThat(config.recipe().features()).hasSize(6);
        assertThat(config.learners()).extracting(LearnerConfig::name).contains("champion");
    }

    @Test
    void shouldTakeAddressesFromTheEnvironmentWhenTheyAreThere() {
        MillraceConfig config = ConfigTree.load(
                        EXAMPLE,
                        Map.of("BOOTSTRAP_SERVERS", "broker:9092", "SCHEMA_REGISTRY_URL", "http://registry:8081"))
                .read();

        assertThat(config.kafka()).isEqualTo(Map.of("bootstrap.servers", "broker:9092", "state.dir", "state"));
        assertThat(config.registry()).isEqualTo(Map.of("schema.registry.url", "http://registry:8081"));
    }

    /** As {@code docker/compose.yaml} has it. */
    @Test
    void shouldTakeTheTokenFromTheEnvironmentWhenItIsThere() {
        MillraceConfig config = ConfigTree.load(
                        EXAMPLE, Map.of("HTTP_HOST", "0.0.0.0", "HTTP_TOKEN", "0123456789abcdef"))
                .read();

        assertThat(config.http())
                .isEqualTo(new HttpConfig("0.0.0.0", 8080, null, new Secret("0123456789abcdef"), null, 64));
        assertThat(ConfigTree.load(EXAMPLE, Map.of()).read().http()).isEqualTo(HttpConfig.DEFAULT);
    }

    @Test
    void shouldHaveAFingerprintOfItsOwnWhateverTheLearner() {
        MillraceConfig config = ConfigTree.load(EXAMPLE, Map.of()).read();

        assertThat(config.learners().stream().map(learner -> Fingerprint.of(config, learner.spec())))
                .doesNotHaveDuplicates();
    }
}
