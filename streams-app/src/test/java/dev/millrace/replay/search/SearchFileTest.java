package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SearchFileTest {

    private static final String KNOWN =
            "optimizer, rate, batch, loss, gradient, weights, plateau, average, class-weights,"
                    + " features, event, weight, hashing, limits";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("", "1: the file is empty; start from docs/replay.md"),
                Arguments.of("hello", "1: expected sections such as 'grid:'; found none; start from docs/replay.md"),
                Arguments.of("learner: champion", "1: expected at least one of list, grid, random; found none of them"),
                Arguments.of("grid: {}", "1: grid: expected at least one key, such as rate; found none"),
                Arguments.of(
                        "list: []",
                        "1: list: expected at least one candidate, such as {optimizer: adagrad, rate: 0.1}; found none"),
                Arguments.of(
                        "grids: {rate: 1}\nlist: [{}]",
                        "1: grids: unknown key; allowed here: learner, list, grid, random; did you mean 'grid'?"),
                Arguments.of(
                        "grid:\n  rates: [1]",
                        "2: grid.rates: unknown key; can be tried: " + KNOWN + "; did you mean 'rate'?"),
                Arguments.of(
                        "grid:\n  label.above: [15, 30]",
                        "2: grid.label.above: cannot be tried: losses of different labels or tasks cannot be compared"),
                Arguments.of(
                        "list:\n- {rate: 1}\n- {kafka.bootstrap.servers: x}",
                        "3: list[1].kafka.bootstrap.servers: cannot be tried: it has no part in what is learned"),
                Arguments.of(
                        "grid: {\"learners[0].rate\": [1]}",
                        "1: grid.learners[0].rate: keys of a learner stand alone, such as rate or optimizer.beta1; the key"
                                + " 'learner' says whose they are"),
                Arguments.of(
                        "grid: {name: [a, b]}",
                        "1: grid.name: cannot be tried: it has no part in what is learned; each candidate gets a name of"
                                + " its settings"),
                Arguments.of(
                        "grid: {\"rate..value\": [1]}",
                        "1: grid.rate..value: expected a key such as rate, optimizer.beta1 or features[0].transform; found"
                                + " 'rate..value'"),
                Arguments.of(
                        "grid: {rate: {from: 0.1, to: 1}}",
                        "1: grid.rate: a grid needs the number of values: add 'count' beside 'from' and 'to', or draw at"
                                + " random"),
                Arguments.of(
                        "grid: {rate: {from: 0.1, to: 1, count: 1}}",
                        "1: grid.rate.count: expected a whole number from 2 to 4096; found '1'"),
                Arguments.of(
                        "grid: {rate: {from: 1, to: 0.1, count: 3}}",
                        "1: grid.rate: expected 'from' below 'to'; found 1 and 0.1"),
                Arguments.of(
                        "grid: {rate: {from: 0, to: 1, count: 3}}",
                        "1: grid.rate: expected 'from' above 0, or scale linear, for numbers in equal ratios; found 0"),
                Arguments.of(
                        "grid: {rate: {from: low, to: 1, count: 3}}",
                        "1: grid.rate.from: expected a number; found 'low'"),
                Arguments.of(
                        "grid: {rate: []}",
                        "1: grid.rate: expected at least one value; found an empty list (the value [] is written [[]])"),
                Arguments.of(
                        "random: {draw: {rate: [1]}}",
                        "1: random.count: required but missing; expected a whole number from 1 to 4096"),
                Arguments.of(
                        "random: {count: 3, draw: {rate: {from: 0.1, to: 1, scale: loge}}}",
                        "1: random.draw.rate.scale: expected one of log, linear; found 'loge' (did you mean 'log'?)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldSayWhatWasExpectedWhenASearchIsWrong(String yaml, String problem) {
        assertThat(Searches.problems(() -> SearchFile.parse(yaml, "s.yaml"))).containsExactly("s.yaml:" + problem);
    }

    @Test
    void shouldReadAFileWhenItIsOne(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), "grid: {rate: [0.1, '${TOP}']}");

        assertThat(Search.load(file, Map.of()).grid().get("rate")).hasSize(2);
        assertThat(Searches.problems(() -> Search.load(folder.resolve("none.yaml"), Map.of())))
                .singleElement()
                .asString()
                .endsWith("or start from docs/replay.md");
    }
}
