package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {

    @TempDir
    private Path data;

    @Test
    void shouldKeepItsIdentityWhenFormattedBefore() throws IOException {
        Path log = LogDirectory.format(data);
        String identity = Files.readString(log.resolve("meta.properties"));

        assertThat(LogDirectory.format(data)).isEqualTo(data.resolve("kafka"));
        assertThat(log.resolve("meta.properties")).hasContent(identity);
    }

    @Test
    void shouldStartAnewWhenFormattingWasCutShort() throws IOException {
        Path halfDone = Files.createDirectories(data.resolve("kafka.new/inner"));
        Files.writeString(halfDone.resolve("file"), "torn");

        Path log = LogDirectory.format(data);

        assertThat(log.resolve("meta.properties")).isRegularFile();
        assertThat(log.resolve("inner")).doesNotExist();
        assertThat(data.resolve("kafka.new")).doesNotExist();
    }
}
