package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.ConfigTree;
import dev.millrace.config.Fingerprint;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.replay.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WinnerConfigTest {

    private static final List<String> COMMENT = List.of("Winner of a replay of topic flights.", "log loss 0.4496");

    @Test
    void shouldKeepCommentsAndTheOtherLearnersWhenOneIsReplaced() {
        Candidates candidates = Searches.candidates("list: [{optimizer: adagrad, rate: 0.1, batch: 32}]");

        assertThat(candidates.winner("adagrad-rate0.1-batch32").text(COMMENT))
                .isEqualTo("# Winner of a replay of topic flights.\n# log loss 0.4496\n"
                        + Searches.YAML
                                .replace("name: champion", "name: adagrad-rate0.1-batch32")
                                .replace("optimizer: sgd ", "optimizer: adagrad ")
                                .replace(
                                        "rate: {type: inverse-sqrt, value: 0.5}   # falls",
                                        "rate: 0.1   # falls\n    batch: 32"));
    }

    @Test
    void shouldReplaceAValueOfSeveralLinesWhenItWasOne() {
        Candidates candidates = Searches.candidates("{learner: challenger, list: [{optimizer: sgd, rate: 1e-2}]}");

        assertThat(candidates.winner("sgd-rate1e-2").text(List.of()))
                .isEqualTo(Searches.YAML
                        .replace("name: challenger", "name: sgd-rate1e-2")
                        .replace("optimizer:\n      type: lazy-adam\n      beta1: 0.8", "optimizer: sgd")
                        .replace("rate: 0.001", "rate: 1e-2"));
    }

    @Test
    void shouldChangeTheRestOfTheConfigWhenTheCandidateDid() {
        Candidates candidates = Searches.candidates("""
                list:
                - {"features[0].transform": log1p, hashing: {bits: 10}, hashing.seed: 3, optimizer.momentum: 0.5,
                   optimizer: momentum}
                """);
        String name = Searches.names(candidates).get(0);

        assertThat(candidates.winner(name).text(List.of()))
                .isEqualTo("# Changed for all learners: features[0].transform, hashing, hashing.seed\n"
                        + Searches.YAML
                                .replace("name: champion", "name: " + name)
                                .replace("# in miles", "# in miles\n    transform: log1p")
                                .replace("optimizer: sgd ", "optimizer: {type: momentum, momentum: 0.5} ")
                        + "hashing: {bits: 10, seed: 3}\n");
        assertThat(candidates.winner(name).learner()).isEqualTo("""
                - name: %s
                  optimizer: {type: momentum, momentum: 0.5}
                  rate: {type: inverse-sqrt, value: 0.5}
                # outside of the learner: features[0].transform: log1p
                # outside of the learner: hashing: {bits: 10, seed: 3}
                # outside of the learner: hashing.seed: 3
                """.formatted(name));
    }

    @Test
    void shouldWriteEachItemOnALineWhenAListIsLong() {
        Candidates candidates = Searches.candidates("""
                list:
                - features:
                  - {numeric: distance, transform: log1p, standardize: false}
                  - {categorical: origin, name: from}
                  - cross: [origin, destination]
                """);

        assertThat(candidates.winner(Searches.names(candidates).get(0)).text(List.of()))
                .contains("""
                        features:
                          - {numeric: distance, transform: log1p, standardize: false}
                          - {categorical: origin, name: from}
                          - {cross: [origin, destination]}
                        learners:
                        """);
    }

    @Test
    void shouldMakeItTheChampionWhenALearnerAsItIsWins() {
        Candidates candidates = Candidates.of(Searches.base(), Search.NONE);

        String text = candidates.winner("challenger").text(List.of());

        assertThat(text.indexOf("name: challenger")).isLessThan(text.indexOf("name: champion"));
        assertThat(text).contains("# what is served", "# plain", "# falls\n", "# how often");
        MillraceConfig read = MillraceConfig.parse(text, "winner.yaml", Map.of());
        MillraceConfig base = Searches.base().read();
        assertThat(read.learners().get(0)).isEqualTo(base.learners().get(1));
        assertThat(read.learners().get(1).spec())
                .isEqualTo(base.learners().get(0).spec());
        assertThat(candidates.winner("champion").text(List.of())).isEqualTo(Searches.YAML);
    }

    @Test
    void shouldWriteItAnewWhenAnAliasStandsWhereTheChangeGoes() {
        String yaml = Searches.YAML
                .replace("rate: {type: inverse-sqrt, value: 0.5}", "rate: &r {type: inverse-sqrt, value: 0.5}")
                .replace("rate: 0.001", "rate: *r");
        ConfigTree base = ConfigTree.parse(yaml, "flights.yaml", Map.of());
        Candidates candidates = Candidates.of(base, SearchFile.parse("list: [{rate: 0.25}]", "s.yaml"));

        String text = candidates.winner("rate0.25").text(COMMENT);

        assertThat(text)
                .startsWith("# Winner of")
                .contains("""
                learners:
                  - name: rate0.25
                    optimizer: sgd
                    rate: 0.25
                  - name: challenger
                    optimizer: {type: lazy-adam, beta1: 0.8}
                    rate: {type: inverse-sqrt, value: 0.5}
                    publish-predictions: true
                """)
                .contains("  bootstrap.servers: '${BROKER:-127.0.0.1:9092}'\n");
        assertSame(candidates, 0, text, 0);
    }

    @Test
    void shouldSayWhatIsLeftToDoWhenTheWinnerIsForReplaysOnly() {
        Candidates candidates = Searches.candidates("list: [{batch: full}]");

        assertThat(candidates.winner("batch_full").text(List.of()))
                .startsWith("# Before 'millrace run': give 'batch' a number, for full is for replays only.\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldLearnTheSameWhenTheWinnerIsRead(long seed) throws IOException {
        String search = """
                learner: %s
                random:
                  count: 40
                  seed: %d
                  draw:
                    optimizer: [sgd, adagrad, {type: lazy-adam, beta1: 0.8}]
                    rate: [0.1, {type: cosine, value: 1, half: 1000}, {type: linear-warmup, steps: 5, then: 2}]
                    batch: [1, 32, {every: 1m}, full]
                    gradient: [[], [{type: clip-norm, limit: 1}], [{type: l2, strength: 0.01}, {type: clip-value, limit: 2}]]
                    loss: [logistic, hinge, {type: focal, gamma: 1}]
                    class-weights: [[1, 1], [1, 2.5]]
                    "features[0].transform": [none, log1p]
                    event.zone: [UTC, Europe/Berlin, "+01:00"]
                    hashing.bits: {from: 4, to: 12}
                    limits.max-features: [100, 200]
                    limits.max-magnitude: [1e6, 1e7]
                """;
        for (String learner : List.of("champion", "challenger")) {
            for (String yaml : List.of(Searches.YAML, Files.readString(Path.of("..", "examples", "flights.yaml")))) {
                ConfigTree base = ConfigTree.parse(yaml, "flights.yaml", Map.of());
                Candidates candidates =
                        Candidates.of(base, SearchFile.parse(search.formatted(learner, seed), "s.yaml"));
                for (int i = 0; i < candidates.list().size(); i++) {
                    String text =
                            candidates.winner(Searches.names(candidates).get(i)).text(COMMENT);
                    assertSame(candidates, i, text, learner.equals("champion") ? 0 : 1);
                    assertThat(text).as("comments are kept").contains(commentsOf(yaml));
                }
            }
        }
    }

    private static List<String> commentsOf(String yaml) {
        return yaml.lines()
                .filter(line -> line.contains("#"))
                .map(line -> line.substring(line.indexOf('#')))
                .toList();
    }

    private static void assertSame(Candidates candidates, int index, String text, int learner) {
        Candidate candidate = candidates.list().get(index);
        MillraceConfig read = MillraceConfig.parse(text, "winner.yaml", Map.of());
        LearnerConfig winner = read.learners().get(learner);
        assertThat(winner.spec()).isEqualTo(candidate.learner().spec());
        assertThat(read.recipe()).isEqualTo(candidate.config().recipe());
        assertThat(Fingerprint.of(read, winner.spec()))
                .isEqualTo(
                        Fingerprint.of(candidate.config(), candidate.learner().spec()));
        assertThat(read.learners()).hasSize(2);
    }
}
