package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

    @TempDir
    private Path directory;

    @Test
    void shouldNameTheOwnerWhenTaken() throws IOException {
        try (DirectoryLock first = DirectoryLock.take(directory, "broker")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DirectoryLock.take(directory, "broker"))
                    .isInstanceOf(IOException.class)
                    .hasMessage(directory + " is in use by another broker (process "
                            + ProcessHandle.current().pid() + "); stop that one, or choose another directory");
        }
    }

    @Test
    void shouldBeFreeAgainWhenClosed() throws IOException {
        Path missing = directory.resolve("a/b");
        DirectoryLock.take(missing, "broker").close();
        DirectoryLock.take(missing, "broker").close();

        assertThat(missing.resolve("broker.lock"))
                .hasContent(String.valueOf(ProcessHandle.current().pid()));
    }
}
