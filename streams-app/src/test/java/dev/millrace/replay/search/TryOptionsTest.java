package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.Candidate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TryOptionsTest {

    @Test
    void shouldTryAllCombinationsWhenThereAreSeveral() {
        Candidates candidates = candidates(null, "optimizer=sgd,adagrad", "rate=0.01..1:3");

        assertThat(Searches.names(candidates))
                .containsExactly(
                        "sgd-rate0.01",
                        "sgd-rate0.1",
                        "sgd-rate1",
                        "adagrad-rate0.01",
                        "adagrad-rate0.1",
                        "adagrad-rate1");
    }

    @Test
    void shouldTakeAnyYamlWhenItIsAValue() {
        Candidates candidates = candidates(
                null,
                "optimizer={type: lazy-adam, beta1: 0.8}",
                "gradient=[],[{type: clip-norm, limit: 1}]",
                "rate=0.5,1..100:3,7");

        assertThat(candidates.list()).hasSize(2 * 5);
        assertThat(Searches.settings(candidates).get(8))
                .isEqualTo(Map.of(
                        "optimizer", "{type: lazy-adam, beta1: 0.8}",
                        "gradient", "[{type: clip-norm, limit: 1}]",
                        "rate", "100"));
        assertThat(Searches.names(candidates).get(8))
                .isEqualTo("lazy-adam_beta1_0.8-gradient_clip-norm_limit1-rate100");
    }

    @Test
    void shouldSpaceEvenlyWhenARangeIsLinear() {
        assertThat(Searches.settings(candidates(null, "optimizer=momentum", "optimizer.momentum=0.5..0.9:3:linear")))
                .extracting(settings -> settings.get("optimizer.momentum"))
                .containsExactly("0.5", "0.7", "0.9");
    }

    @Test
    void shouldDrawWhenAskedTo() {
        Candidates candidates = candidates(4, "optimizer=sgd,adagrad,lazy-adam", "rate=0.001..1.0", "batch=1..64");

        assertThat(Searches.names(candidates))
                .containsExactly(
                        "adagrad-rate0.173-batch57",
                        "adagrad-rate0.0215-batch24",
                        "lazy-adam-rate0.0371-batch3",
                        "lazy-adam-rate0.0163-batch12");
        assertThat(candidates.list()).extracting(Candidate::settings).allMatch(s -> s.containsKey("batch"));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("rate", "rate: expected KEY=VALUES, such as optimizer=sgd,adagrad or rate=0.001..1:7"),
                Arguments.of(
                        "rate=0.1..1",
                        "rate: expected the number of values after the range, such as rate=0.001..1:7; or draw at random"
                                + " with --random N"),
                Arguments.of(
                        "rate=0.1..1,2",
                        "rate=0.1..1,2: a range among other values needs its number of values, such as 0.001..1:7"),
                Arguments.of("rate=0.1..1:1", "rate=0.1..1:1: expected 2 to 4096 values of a range; found 1"),
                Arguments.of("rate=1..0.1:3", "rate=1..0.1:3: expected 'from' below 'to'; found 1 and 0.1"),
                Arguments.of("rate=", "rate=: expected values as a config file has them, with commas between them"),
                Arguments.of(
                        "gradient=[",
                        "gradient=[: expected values as a config file has them, with commas between them"),
                Arguments.of(
                        "rate=1] x: [2",
                        "rate=1] x: [2: expected values as a config file has them, with commas between them"),
                Arguments.of(
                        "task=binary,regression",
                        "task=binary,regression: task: cannot be tried: losses of different labels or tasks cannot be"
                                + " compared"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldSayWhatWasExpectedWhenAnOptionIsWrong(String option, String problem) {
        assertThat(Searches.problems(() -> candidates(null, option))).containsExactly("--try " + problem);
    }

    @Test
    void shouldRefuseOptionsWhenTheyDoNotGoTogether() {
        assertThat(Searches.problems(() -> candidates(null, "rate=1", "rate=2")))
                .containsExactly("--try rate=2: 'rate' is given twice; write all its values in one --try");
        assertThat(Searches.problems(() -> candidates(5)))
                .containsExactly("--random: expected at least one --try KEY=VALUES to draw from, such as rate=0.001..1;"
                        + " found none");
        assertThat(Searches.problems(() -> candidates(0, "rate=1")))
                .containsExactly("--random: expected 1 to 4096 draws; found 0");
    }

    private static Candidates candidates(@Nullable Integer random, String... tries) {
        return Candidates.of(Searches.base(), Search.of(List.of(tries), random, 1, null));
    }
}
