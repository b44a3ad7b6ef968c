package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLogTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("registry.jsonl");
    }

    @Test
    void shouldReadBackWhatItAppended() throws IOException {
        try (RegistryLog log = RegistryLog.open(file)) {
            assertThat(log.loaded()).isEmpty();
            log.append(event(1));
            log.append(event(2));
        }
        assertThat(file).hasContent("{\"n\":1}\n{\"n\":2}\n");
        try (RegistryLog log = RegistryLog.open(file)) {
            assertThat(log.loaded()).containsExactly(event(1), event(2));
        }
    }

    @Test
    void shouldDropTheLastLineWhenItIsTorn() throws IOException {
        Files.writeString(file, "{\"n\":1}\n{\"n\":2");
        try (RegistryLog log = RegistryLog.open(file)) {
            assertThat(log.loaded()).containsExactly(event(1));
            log.append(event(3));
        }
        assertThat(file).hasContent("{\"n\":1}\n{\"n\":3}\n");
    }

    @Test
    void shouldRefuseToLoadWhenACompleteLineIsDamaged() throws IOException {
        Files.writeString(file, "{\"n\":1}\n{\"n\":\n{\"n\":3}\n");

        assertThatThrownBy(() -> RegistryLog.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2: expected a JSON object, found: {\"n\":");
        assertThat(file).hasContent("{\"n\":1}\n{\"n\":\n{\"n\":3}\n");
    }

    private static JsonNode event(int n) {
        return JsonNodeFactory.instance.objectNode().put("n", n);
    }
}
