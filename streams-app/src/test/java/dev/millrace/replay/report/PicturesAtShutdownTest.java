package dev.millrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.report.SyntheticReplay.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After Ctrl-C a report is written while the JVM shuts down, in which no shutdown hook can be registered any more. */
class PicturesAtShutdownTest {

    @TempDir
    private Path folder;

    @Test
    void shouldWriteAllFilesWhenTheShutdownHasBegun() throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        folder.resolve("report").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(Files.readString(log)).doesNotContain("Exception");
        assertThat(folder.resolve("report/loss-curves.png")).isNotEmptyFile();
        assertThat(folder.resolve("report/rate-loss.png")).isNotEmptyFile();
    }

    /** Writes a report in a shutdown hook. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            SyntheticReplay replay = new SyntheticReplay()
                    .with(new Entry("a").learning("sgd", "0.1").losing(1_000, i -> 0.4))
                    .with(new Entry("b").learning("sgd", "0.2").losing(1_000, i -> 0.5))
                    .with(new Entry("c").learning("sgd", "0.3").losing(1_000, i -> 0.6));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(replay.report(), Path.of(arguments[0]))));
        }

        private static void write(ReplayReport report, Path folder) {
            try {
                ReportFiles.write(folder, report, "", SyntheticReplay.TIMES);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
