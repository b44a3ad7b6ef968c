package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.replay.Candidate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RateEdgesTest {

    private static final Map<String, Candidate> CANDIDATES =
            Searches.candidates("""
            grid:
              optimizer: [sgd, adagrad, adam, coin-betting]
              rate: [1e-3, 0.01, 0.1, 1]
            """).list().stream().collect(Collectors.toMap(Candidate::name, candidate -> candidate));

    @Test
    void shouldTellOfEachOptimizerWhenItsBestRateIsAtAnEdge() {
        List<RateEdges.Finding> findings = findings(
                "adagrad-rate0.1",
                "adam-rate1e-3",
                "sgd-rate1",
                "adagrad-rate1",
                "sgd-rate0.1",
                "sgd-rate0.01",
                "adagrad-rate0.01",
                "adam-rate0.01",
                "adam-rate1",
                "adam-rate0.1",
                "sgd-rate1e-3");

        assertThat(findings)
                .extracting(RateEdges.Finding::text)
                .containsExactly(
                        "optimizer adam: the best rate, 1e-3, is the lowest of 4 from 1e-3 to 1; try lower",
                        "optimizer sgd: the best rate, 1, is the highest of 4 from 1e-3 to 1; try higher");
        assertThat(findings)
                .extracting(RateEdges.Finding::edge)
                .containsExactly(RateEdges.Edge.LOWEST, RateEdges.Edge.HIGHEST);
    }

    @Test
    void shouldSayNothingWhenThereAreTwoRatesOnly() {
        assertThat(findings("sgd-rate1", "sgd-rate0.1")).isEmpty();
        assertThat(findings("sgd-rate1", "sgd-rate0.1", "adam-rate0.01")).isEmpty();
        assertThat(findings("sgd-rate1", "sgd-rate0.1", "sgd-rate0.01")).hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void shouldSayNothingWhenTheOptimizerDoesNotUseTheRate() {
        // Candidates of coin-betting learn the same at any rate, but their fingerprints differ.
        assertThat(findings("coin-betting-rate1", "coin-betting-rate0.1", "coin-betting-rate0.01"))
                .isEmpty();
    }

    @Test
    void shouldCompareTheRateOfASchedule() {
        List<Candidate> ranked =
                Searches.candidates("grid: {rate.value: [1, 0.5, 0.25]}").list();

        assertThat(RateEdges.of(ranked))
                .extracting(RateEdges.Finding::text)
                .containsExactly("the best rate, 1, is the highest of 3 from 0.25 to 1; try higher");
    }

    private static List<RateEdges.Finding> findings(String... ranked) {
        return RateEdges.of(Arrays.stream(ranked)
                .map(name -> CANDIDATES.get(name))
                .map(candidate -> java.util.Objects.requireNonNull(candidate, "no such candidate"))
                .toList());
    }
}
