package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to a config, its user is told a line, or it is a valid config; nothing else is ever thrown. */
class ConfigMutationTest {

    private static final int MUTANTS_PER_SEED = 100;

    private static final Pattern PROBLEM = Pattern.compile("(?s)flights\\.yaml:[1-9]\\d*: \\S.*");

    private static final List<String> OTHER_VALUES = List.of(
            "",
            "7",
            "-1",
            "1e400",
            "true",
            "~",
            "text",
            "[]",
            "[a, b]",
            "{}",
            "{a: b}",
            "'",
            "*a",
            "&a x",
            "!!int x",
            "${NONE}",
            "${",
            "${SET}",
            "2001-01-01",
            "0x1f",
            "?",
            "\t",
            "\u0007",
            "\ud83d\ude00");

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNameALineOrBeValidWhenConfigIsMutated(int seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < MUTANTS_PER_SEED; i++) {
            String mutant = mutant(random);
            try {
                MillraceConfig config = MillraceConfig.parse(mutant, Readme.SOURCE, Map.of("SET", "set"));
                assertThat(Fingerprint.of(config, config.learners().get(0).spec())
                                .hex())
                        .hasSize(16);
            } catch (ConfigException e) {
                refused++;
                assertThat(e.problems()).as(mutant).isNotEmpty().allMatch(PROBLEM.asMatchPredicate());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " threw " + e + " for\n" + mutant, e);
            }
        }
        assertThat(refused).as("mutants that are refused").isGreaterThan(MUTANTS_PER_SEED / 2);
    }

    private static String mutant(Random random) {
        List<String> lines = new ArrayList<>(Readme.YAML.lines().toList());
        for (int changes = 1 + random.nextInt(3); changes > 0 && !lines.isEmpty(); changes--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            switch (random.nextInt(5)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.set(at, misspelt(line, random));
                case 2 ->
                    lines.set(
                            at,
                            line.replaceFirst(
                                    "(: ).*",
                                    "$1"
                                            + Matcher.quoteReplacement(
                                                    OTHER_VALUES.get(random.nextInt(OTHER_VALUES.size())))));
                case 3 -> lines.add(at, line);
                default -> lines.set(at, " ".repeat(random.nextInt(4)) + line);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String misspelt(String line, Random random) {
        int at = random.nextInt(line.length());
        char other = (char) (' ' + random.nextInt('~' - ' ' + 1));
        return line.substring(0, at) + other + line.substring(at + 1);
    }
}
