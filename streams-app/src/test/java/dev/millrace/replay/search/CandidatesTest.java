package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.ConfigException;
import dev.millrace.config.ConfigTree;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.optimizer.Momentum;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.replay.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatesTest {

    @Test
    void shouldTryTheLearnersAsTheyAreWhenNothingIsSearched() {
        Candidates candidates = Candidates.of(Searches.base(), Search.NONE);

        assertThat(Searches.names(candidates)).containsExactly("champion", "challenger");
        assertThat(Searches.settings(candidates))
                .containsExactly(
                        Map.of("optimizer", "sgd", "rate", "{type: inverse-sqrt, value: 0.5}"),
                        Map.of("optimizer", "{type: lazy-adam, beta1: 0.8}", "rate", "0.001"));
        MillraceConfig base = Searches.base().read();
        assertThat(candidates.list().get(1).learner()).isEqualTo(base.learners().get(1));
        assertThat(candidates.list().get(1).config().recipe()).isEqualTo(base.recipe());
        assertThat(candidates.repeated()).isZero();
    }

    @Test
    void shouldTryAutoOnceAndWithoutARateWhenItIsInAGrid() {
        Candidates candidates = Searches.candidates("""
                grid:
                  optimizer: [auto, adagrad]
                  rate: [0.01, 0.1]
                """);

        assertThat(Searches.settings(candidates))
                .containsExactly(
                        Map.of("optimizer", "auto"),
                        Map.of("optimizer", "adagrad", "rate", "0.01"),
                        Map.of("optimizer", "adagrad", "rate", "0.1"));
        assertThat(candidates.repeated()).isEqualTo(1);
        LearnerSpec spec = spec(candidates, 0);
        assertThat(spec.optimizer()).isEqualTo(Auto.DEFAULT);
        String winner = candidates.winner(candidates.list().get(0).name()).text(List.of());
        MillraceConfig read = ConfigTree.parse(winner, "winner.yaml", Map.of()).read();
        assertThat(read.learners().get(0).spec().optimizer()).isEqualTo(Auto.DEFAULT);
    }

    @Test
    void shouldReadEachSettingAsAConfigWouldWhenItIsInTheList() {
        Candidates candidates = Searches.candidates("""
                list:
                - {}
                - {optimizer: {type: momentum, momentum: 0.8}, rate: 0.003, batch: 32}
                - {rate.value: 0.1, "features[0].transform": log1p, hashing.bits: 10}
                """);

        assertThat(Searches.names(candidates))
                .containsExactly(
                        "champion",
                        "momentum_momentum0.8-rate0.003-batch32",
                        "rate.value0.1-features0.transform_log1p-hashing.bits10");
        LearnerSpec second = spec(candidates, 1);
        assertThat(second.optimizer()).isEqualTo(new Momentum(0.8, 0));
        assertThat(second.schedule()).isEqualTo(new Constant(0.003));
        assertThat(second.batching()).isEqualTo(new Batching.Count(32, Batching.Combine.MEAN));
        assertThat(spec(candidates, 2).schedule()).isEqualTo(new InverseSquareRoot(0.1));
        MillraceConfig third = candidates.list().get(2).config();
        assertThat(((FeatureSpec.Numeric) third.recipe().features().get(0)).transform())
                .isEqualTo(FeatureSpec.Transform.LOG1P);
        assertThat(third.recipe().hashBits()).isEqualTo(10);
        // Each tells what it has at every key that was tried, if the config says so at all.
        assertThat(Searches.settings(candidates))
                .containsExactly(
                        Map.of(
                                "optimizer", "sgd",
                                "rate", "{type: inverse-sqrt, value: 0.5}",
                                "rate.value", "0.5"),
                        Map.of("optimizer", "{type: momentum, momentum: 0.8}", "rate", "0.003", "batch", "32"),
                        Map.of(
                                "optimizer", "sgd",
                                "rate", "{type: inverse-sqrt, value: 0.1}",
                                "rate.value", "0.1",
                                "features[0].transform", "log1p",
                                "hashing.bits", "10"));
    }

    @Test
    void shouldLookInsideOfWordsAndNumbersWhenAKeyLeadsThere() {
        Candidates candidates = Searches.candidates("""
                learner: challenger
                grid:
                  rate.type: [constant, inverse-sqrt]
                  optimizer.beta2: 0.99
                  optimizer: nadam
                """);

        assertThat(spec(candidates, 0).schedule()).isEqualTo(new Constant(0.001));
        assertThat(spec(candidates, 1).schedule()).isEqualTo(new InverseSquareRoot(0.001));
        assertThat(spec(candidates, 1).optimizer().toString())
                .startsWith("NAdam")
                .contains("beta2=0.99");
        assertThat(Searches.names(candidates))
                .containsExactly("nadam-rate.type_constant-beta2_0.99", "nadam-rate.type_inverse-sqrt-beta2_0.99");
    }

    @Test
    void shouldDropACandidateWhenAnotherLearnsTheSame() {
        Candidates candidates = Searches.candidates("""
                list:
                - {rate: 0.5}
                - {rate: 0.50}
                - {rate: 0.5}
                - {rate: {type: constant, value: 0.5}}
                - {rate: 0.5, batch: 1}
                - {rate: 0.25}
                """);

        assertThat(Searches.names(candidates)).containsExactly("rate0.5", "rate0.25");
        assertThat(candidates.repeated()).isEqualTo(4);
    }

    @Test
    void shouldGiveNumbersWhenNamesWouldBeTheSame() {
        String long80 = "x".repeat(80);
        Candidates candidates = Searches.candidates("""
                list:
                - {event.time: "a b"}
                - {event.time: "a  b"}
                - {event.time: %s1, rate: 0.1}
                - {event.time: %s1, rate: 0.2}
                """.formatted(long80, long80));

        assertThat(Searches.names(candidates))
                .containsExactly(
                        "event.time_a_b",
                        "event.time_a_b-2",
                        "event.time_" + "x".repeat(79),
                        "event.time_" + "x".repeat(79) + "-2");
    }

    @Test
    void shouldNotTakeTheNameOfALearnerWhenItIsAnother() {
        ConfigTree base =
                ConfigTree.parse(Searches.YAML.replace("name: challenger", "name: rate0.1"), "flights.yaml", Map.of());

        assertThat(Searches.names(Candidates.of(base, SearchFile.parse("list: [{rate: 0.1}]", "s.yaml"))))
                .containsExactly("rate0.1-2");
    }

    @Test
    void shouldDrawTheSameCandidatesWhenTheSeedIsTheSame() {
        String search = """
                random:
                  count: 6
                  seed: 11
                  draw:
                    optimizer: [sgd, adagrad]
                    rate: {from: 1e-4, to: 1}
                    batch: {from: 1, to: 64}
                    gradient: [[], [{type: clip-norm, limit: 1}]]
                """;

        assertThat(Searches.names(Searches.candidates(search)))
                .containsExactly(
                        "sgd-rate0.00112-batch14-gradient_clip-norm_limit1",
                        "sgd-rate0.0161-batch1-gradient_clip-norm_limit1",
                        "sgd-rate0.674-batch1-gradient_none",
                        "adagrad-rate0.766-batch53-gradient_none",
                        "adagrad-rate0.439-batch20-gradient_clip-norm_limit1",
                        "sgd-rate0.18-batch23-gradient_none");
    }

    @Test
    void shouldTellTheFirstFewWhenCandidatesAreWrong() {
        assertThat(Searches.problems(() -> Searches.candidates("""
                list:
                - {rate: 0.1}
                - {rate: -1}
                - {optimizer: {type: sgd, beta1: 0.9}, rate: 1}
                - {optimizer: ftrl-proximal}
                - {"gradient[1].limit": 2}
                - {"features[2].transform": log1p}
                - {batch: 0}
                - {loss: hinges}
                """)))
                .containsExactly(
                        "search.yaml: 7 of 8 candidates cannot be tried:",
                        "  {rate: -1}: rate: expected a number above 0 and at most 1000000, or one of constant, inverse-sqrt, inverse-time,"
                                + " step, exponential, polynomial, cosine, cosine-warm-restarts, linear-warmup; found '-1'",
                        "  {optimizer: {type: sgd, beta1: 0.9}, rate: 1}: optimizer.beta1: unknown key; allowed here: type",
                        "  {optimizer: ftrl-proximal}: rate: expected a constant without a plateau for ftrl-proximal, whose weights are"
                                + " computed from it; got InverseSquareRoot[rate=0.5]",
                        "  {gradient[1].limit: 2}: gradient[1].limit: expected a list at 'gradient'; found nothing",
                        "  {features[2].transform: log1p}: features[2].transform: expected a place in 'features', which has 2, counted from 0",
                        "  and 2 more");
    }

    @Test
    void shouldSayHowManyWhenAGridIsTooLarge() {
        assertThat(Searches.problems(() -> Searches.candidates("""
                list: [{}]
                grid:
                  rate: {from: 0.001, to: 1, count: 100}
                  batch: [1, 2, 3, 4, 5, 6, 7]
                  optimizer: [sgd, adagrad, adam, nadam, lion, momentum]
                """)))
                .containsExactly("search.yaml: expected at most 4,096 candidates; found 4,201: list 1, grid 4,200"
                        + " (100 x 7 x 6), random 0. Take fewer values, or draw some of them at random");
    }

    @Test
    void shouldNameTheLearnersWhenTheOneToVaryIsNotThere() {
        assertThat(Searches.problems(() -> Searches.candidates("{learner: nobody, list: [{}]}")))
                .containsExactly(
                        "search.yaml: learner: expected one of the config's (champion, challenger); found 'nobody'");
    }

    @Test
    void shouldNameTheLineOfTheConfigWhenThatIsWrong() {
        ConfigTree base = ConfigTree.parse(Searches.YAML.replace("rate: 0.001", "rate: 0"), "f.yaml", Map.of());

        assertThatThrownBy(() -> Candidates.of(base, SearchFile.parse("list: [{}]", "s.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f.yaml:20: learners[1].rate: expected a number above 0");
    }

    @Test
    void shouldPutInVariablesWhenValuesHaveThem() {
        ConfigTree base = ConfigTree.parse(Searches.YAML, "f.yaml", Map.of("BROKER", "b:1", "RATE", "0.125"));
        Candidates candidates = Candidates.of(base, SearchFile.parse("list: [{rate: '${RATE}'}]", "s.yaml"));

        assertThat(spec(candidates, 0).schedule()).isEqualTo(new Constant(0.125));
        assertThat(candidates.list().get(0).config().kafka()).containsEntry("bootstrap.servers", "b:1");
    }

    @Test
    void shouldTryWhatTheManualShowsWhenItIsCopied() throws IOException {
        String manual = Files.readString(Path.of("..", "docs", "replay.md"));
        int start = manual.indexOf("```yaml\n") + "```yaml\n".length();
        Candidates candidates = Searches.candidates(manual.substring(start, manual.indexOf("```", start)));

        // 3 of the list, 14 of the grid, of which the list has one, and 50 draws.
        assertThat(candidates.list()).hasSize(66);
        assertThat(candidates.repeated()).isEqualTo(1);
    }

    @Test
    void shouldReadThousandsWhenTheGridIsLarge() {
        Candidates candidates = Searches.candidates("""
                grid:
                  rate: {from: 0.001, to: 1, count: 64}
                  batch: {from: 1, to: 1000, count: 64, scale: linear}
                """);

        assertThat(candidates.list()).hasSize(4_096);
        assertThat(candidates.list()).extracting(Candidate::name).doesNotHaveDuplicates();
    }

    private static LearnerSpec spec(Candidates candidates, int index) {
        List<Candidate> list = candidates.list();
        return list.get(index).learner().spec();
    }
}
