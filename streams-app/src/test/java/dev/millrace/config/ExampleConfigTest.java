package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExampleConfigTest {

    @Test
    void shouldLoadWhenExampleOfRepositoryIsGiven() {
        MillraceConfig config = MillraceConfig.load(Path.of("..", "examples", "flights.yaml"));
        assertThat(config.application()).isEqualTo("flights");
    }
}
