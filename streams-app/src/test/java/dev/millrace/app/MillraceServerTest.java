package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.MillraceConfig;
import dev.millrace.testing.FlightConfigs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillraceServerTest {

    @TempDir
    Path folder;

    /** There is no broker here: that would be the next thing to be told. */
    @Test
    void shouldRefuseToStartBeforeAnyTopicIsMadeWhenNothingGuardsTheAddress() {
        String yaml = FlightConfigs.yaml(
                        "unguarded", "127.0.0.1:1", "mock://unguarded", folder.toString(), FlightConfigs.TWO_LEARNERS)
                .replace("http: {port: 0}", "http: {host: 0.0.0.0, port: 0}");
        MillraceConfig config = MillraceConfig.parse(yaml, "test.yaml");
        List<String> notes = new ArrayList<>();

        assertThatThrownBy(() -> MillraceServer.start(config, notes::add))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http.host: 0.0.0.0 can be reached from other machines");

        assertThat(notes).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
