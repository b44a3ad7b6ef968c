package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.suite.Entry;
import dev.millrace.bench.suite.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class SuiteTest {

    static Stream<Entry> entries() {
        return Suite.ENTRIES.stream();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldBeUnderstoodByItsSubcommandWhenRunInFullOrInShort(Entry entry) {
        for (List<String> arguments : List.of(entry.full(), entry.brief())) {
            List<String> all = new ArrayList<>(List.of(entry.name()));
            all.addAll(arguments);
            all.add("--json");

            CommandLine.ParseResult parsed = BenchMain.commandLine().parseArgs(all.toArray(String[]::new));

            assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(entry.name());
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldHaveProseWithoutAHeadOfItsOwn(Entry entry) {
        assertThat(entry.prose()).isNotBlank().doesNotContain("\n#").doesNotStartWith("#");
    }
}
