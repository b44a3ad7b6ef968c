package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay} of a file: what is refused before the input is read, and what is told of candidates. */
class ReplayRefusalTest {

    @TempDir
    private Path folder;

    private String config = "";
    private String rows = "";

    @BeforeEach
    void writeInput() throws IOException {
        config =
                TestConfig.write(folder, "127.0.0.1:1", "mock://replay-command").toString();
        StringBuilder text = new StringBuilder("id,value\n");
        for (int i = 0; i < 2_000; i++) {
            text.append(i % 7).append(',').append(i % 7 * 2).append('\n');
        }
        rows = Files.writeString(folder.resolve("rows.csv"), text).toString();
    }

    @Test
    void shouldRefusePlacesThatCannotBeWrittenToBeforeItReads() {
        String nowhere = folder.resolve("nowhere/file").toString();

        assertRefused("--emit-config: there is no folder", "--emit-config", nowhere);
        assertRefused("--emit-config: expected a file, found a folder", "--emit-config", folder.toString());
        String winner = folder.resolve("winner.yaml").toString();
        assertRefused("--warm-start: there is no folder", "--emit-config", winner, "--warm-start", nowhere);
        assertRefused("--warm-start: expected another file", "--emit-config", winner, "--warm-start", winner);
        assertRefused("--report: expected a folder, found a file", "--report", rows);
        assertThat(folder.resolve("winner.yaml")).doesNotExist();
    }

    @Test
    void shouldRefuseADigestThatIsNone() {
        assertRefused("--expect-digest: expected 16 hexadecimal digits, got 'zz'", "--expect-digest", "zz");
    }

    @Test
    void shouldTellWhetherTheDigestIsTheExpectedOne() {
        Run other = replay("--expect-digest", "0000000000000001");
        String digest = other.err().replaceAll("(?s).*note: digest ([0-9a-f]{16}), expected 0.*", "$1");

        Run same = replay("--expect-digest", digest, "--json");

        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(same.exitCode()).isZero();
        assertThat(same.err()).contains("note: digest " + digest + ", as expected");
        assertThat(same.out()).startsWith("{\n  \"format\" : 1").contains(digest);
    }

    @Test
    void shouldNotDropCandidatesThatHaveMadeNoStep() {
        assertRefused(
                "--halving: expected none with 'batch: full'",
                "--try",
                "batch=full",
                "--try",
                "rate=0.001..1:8",
                "--halving",
                "2");

        Run all = replay("--try", "batch=full", "--try", "rate=0.001..0.1:40", "--epochs", "2");

        assertThat(all.exitCode()).isZero();
        assertThat(all.err()).doesNotContain("dropped");
        assertThat(all.out())
                .contains("makes its first step at the end of epoch 1")
                .doesNotContain("diverged")
                .doesNotContain("dropped");
    }

    private void assertRefused(String message, String... options) {
        Run run = replay(options);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("millrace replay: " + message);
    }

    private Run replay(String... options) {
        String[] all = new String[options.length + 4];
        all[0] = "replay";
        all[1] = "--config";
        all[2] = config;
        System.arraycopy(options, 0, all, 3, options.length);
        all[all.length - 1] = rows;
        return Run.of(all);
    }
}
