package dev.millrace.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/benchmarks.md is made from docs/benchmarks.json and the suite, so that it cannot say anything else. */
class BenchmarksPageTest {

    private static final Path DATA = Path.of("../docs/benchmarks.json");
    private static final Path PAGE = Path.of("../docs/benchmarks.md");

    @Test
    void shouldBeWhatWasMeasured() throws IOException {
        String page = Document.of(Entry.resource("introduction.md"), Suite.ENTRIES, Results.read(Suite.ENTRIES, DATA));
        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("run: " + Document.COMMENT).hasContent(page);
    }
}
