package dev.millrace.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The suite with benchmarks that take no time, in children of this JVM's kind. */
class AllBenchTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<Entry> SUITE = List.of(entry("first"), entry("second"), entry("crash"), entry("third"));

    private final StringWriter output = new StringWriter();

    @TempDir
    private Path directory;

    private static Entry entry(String name) {
        return new Entry(name, List.of("--rounds", "9"), List.of("--rounds", "1"), "Prose of " + name + ".");
    }

    @Test
    void shouldNameWhatFailedAndRunTheOthersWhenOneFails() throws IOException {
        assertThat(run("--json")).isEqualTo(1);

        JsonNode root = JSON.readTree(output.toString());
        assertThat(root.path("failed").toString()).isEqualTo("[\"crash\"]");
        assertThat(root.path("benchmarks").findValuesAsText("name")).contains("first", "second", "third");
        assertThat(root.at("/benchmarks/0/report/setting").asText()).isEqualTo("first --rounds 9 --json");
        assertThat(root.at("/benchmarks/0/short").asBoolean()).isFalse();
        assertThat(root.at("/benchmarks/0/machine/cores").asInt()).isPositive();
    }

    @Test
    void shouldPrintATableWhenNothingElseIsAskedFor() {
        assertThat(run("--short", "--only", "second,first")).isZero();

        assertThat(output.toString().lines())
                .containsExactly(
                        "benchmark   ratio     median       min       max  wanted",
                        "first       a / b      2.000     2.000     2.000  at least 1",
                        "second      a / b      2.000     2.000     2.000  at least 1");
    }

    @Test
    void shouldKeepTheOthersSectionsWhenOnlySomeAreWritten() throws IOException {
        assertThat(run("--only", "first,second", "--write", directory.toString()))
                .isZero();
        age();
        assertThat(run("--short", "--only", "second,crash", "--write", directory.toString()))
                .isEqualTo(1);

        JsonNode sections =
                JSON.readTree(directory.resolve("benchmarks.json").toFile()).path("benchmarks");
        assertThat(sections).hasSize(2);
        assertThat(sections.at("/0/date").asText()).isEqualTo("2001-02-03");
        assertThat(sections.at("/0/machine").toString()).isEqualTo("{\"processor\":\"abacus\"}");
        assertThat(sections.at("/0/report/setting").asText()).isEqualTo("first --rounds 9 --json");
        assertThat(sections.at("/1/date").asText()).isNotEqualTo("2001-02-03");
        assertThat(sections.at("/1/short").asBoolean()).isTrue();
        assertThat(sections.at("/1/report/setting").asText()).isEqualTo("second --rounds 1 --json");
        assertThat(Files.readString(directory.resolve("benchmarks.md")))
                .contains("Measured on 2001-02-03: first --rounds 9 --json.")
                .contains("second --rounds 1 --json.")
                .contains("\nOf first:\n")
                .contains("Prose of crash.\n\nNot measured yet.\n");
    }

    @Test
    void shouldFailABenchmarkWhenItPrintsAnythingBesideItsReport() throws IOException {
        List<Entry> suite = List.of(entry("noise"), entry("twice"), entry("first"));

        assertThat(run(suite, "--json")).isEqualTo(1);

        assertThat(JSON.readTree(output.toString()).path("failed").toString()).isEqualTo("[\"noise\",\"twice\"]");
    }

    @Test
    void shouldSayWhichNamesThereAreWhenOneIsUnknown() {
        StringWriter error = new StringWriter();

        assertThat(commandLine(SUITE).setErr(new PrintWriter(error)).execute("all", "--only", "frist"))
                .isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(error.toString())
                .contains("--only: expected names out of first, second, crash, third; found 'frist'");
    }

    /** As if what is written there had been measured long ago, elsewhere. */
    private void age() throws IOException {
        Path file = directory.resolve("benchmarks.json");
        JsonNode root = JSON.readTree(file.toFile());
        for (JsonNode section : root.path("benchmarks")) {
            ((ObjectNode) section)
                    .put("date", "2001-02-03")
                    .putObject("machine")
                    .put("processor", "abacus");
        }
        JSON.writeValue(file.toFile(), root);
    }

    private int run(String... arguments) {
        return run(SUITE, arguments);
    }

    private int run(List<Entry> suite, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "all";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return commandLine(suite).execute(all);
    }

    private CommandLine commandLine(List<Entry> suite) {
        return new CommandLine(FakeBenchmarks.create())
                .addSubcommand(new AllBench(suite))
                .setOut(new PrintWriter(output, true));
    }
}
