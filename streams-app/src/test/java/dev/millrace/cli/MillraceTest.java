package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MillraceTest {

    @TempDir
    Path folder;

    static Stream<String> commands() {
        return Millrace.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldShowHelpWithExamples(String command) {
        Run run = Run.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("Usage: millrace " + command)
                .contains("Examples:", "  millrace " + command + " ");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldExitWithTwoAndUsageOnStandardErrorWhenAnOptionIsUnknown(String command) {
        Run run = Run.of(command, "--no-such-option");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("millrace " + command + ": ")
                .contains("Usage: millrace " + command)
                .endsWith("millrace " + command + " --help tells more.\n");
    }

    @Test
    void shouldHelpWithoutACommand() {
        assertThat(Run.of("--help").exitCode()).isZero();
        assertThat(Run.of("--help").out()).startsWith("Usage: millrace").contains("Exit codes:");
        assertThat(Run.of("--version").out()).startsWith("millrace ").contains("Kafka clients 4.");
        assertThat(Run.of().exitCode()).isEqualTo(2);
        assertThat(Run.of().out()).isEmpty();
        assertThat(Run.of().err())
                .startsWith("millrace: which command? There are demo, ")
                .endsWith("millrace --help tells more.\n");
    }

    @Test
    void shouldSuggestTheCommandThatWasMeant() {
        Run run = Run.of("imprt");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Did you mean: millrace import");
    }

    @Test
    void shouldExitWithTwoAndEveryProblemWhenTheConfigIsWrong() throws IOException {
        Path config = Files.writeString(folder.resolve("bad.yaml"), "application: a\n");

        Run run = Run.of("import", "--config", config.toString(), "x.csv");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("millrace import: " + config + ":1: ")
                .contains("topics", "learners")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldExitWithTwoWhenItIsUnclearWhereToConnect() {
        assertThat(Run.of("tail", "topic", "--bootstrap-servers", "127.0.0.1:1"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "millrace tail: expected either --config FILE, or --bootstrap-servers with --registry-url\n"));
        assertThat(Run.of("tail", "topic", "--from", "later").err())
                .startsWith("millrace tail: Invalid value for option '--from': expected beginning, end, or an offset,"
                        + " got 'later'");
    }

    @Test
    void shouldExitWithOneAndOneLineWhenTheInputIsMissing() throws IOException {
        Run run = Run.of(
                "import", "--config", config("127.0.0.1:1", "mock://none").toString(), "no-such-file.csv");

        assertThat(run).isEqualTo(new Run(1, "", "millrace import: no-such-file.csv: no such file\n"));
    }

    @Test
    void shouldShowTheStackTraceOnlyWhenVerbose() throws IOException {
        Path config = config("127.0.0.1:1", "mock://none");

        assertThat(Run.of("import", "-c", config.toString(), "-v", "no-such-file.csv")
                        .err())
                .startsWith("millrace import: no-such-file.csv: no such file\n")
                .contains("\tat dev.millrace.ingest.file.");
    }

    @Test
    void shouldRefuseASchemaThatIsNone() throws IOException {
        String schema = Files.writeString(folder.resolve("x.avsc"), "{}").toString();

        Run run = Run.of("import", "-c", config("127.0.0.1:1", "mock://none").toString(), "--schema", schema, "x.csv");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millrace import: --schema: " + schema + " is no Avro schema: ");
    }

    @Test
    void shouldTellWhatHappenedWhenItIsABug() {
        assertThat(Failure.of(new IllegalStateException("odd")))
                .isEqualTo(new Failure(
                        1,
                        "this should not have happened: java.lang.IllegalStateException: odd; -v shows where. Please"
                                + " report it"));
    }

    private Path config(String servers, String registry) throws IOException {
        return TestConfig.write(folder, servers, registry);
    }
}
