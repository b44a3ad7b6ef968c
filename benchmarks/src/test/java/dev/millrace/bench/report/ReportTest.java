package dev.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void shouldGiveMedianLeastAndLargestWhenPrintedAsJson() throws Exception {
        assertThat(new ObjectMapper().readTree(report().json().toString())).isEqualTo(new ObjectMapper().readTree("""
                                {"benchmark": "learners", "setting": "1,000 rows; rounds: 3",
                                 "figures": [
                                   {"name": "one", "unit": "rows/s", "rounds": 3,
                                    "median": 2000.0, "min": 1000.0, "max": 4000.0}],
                                 "ratios": [
                                   {"name": "further / first", "rounds": 2, "median": 0.25, "min": 0.2, "max": 0.3,
                                    "wanted": "at most 0.25", "reached": true},
                                   {"name": "one / other", "rounds": 1, "median": 9.5, "min": 9.5, "max": 9.5,
                                    "wanted": "at least 10", "reached": false},
                                   {"name": "free", "rounds": 1, "median": 123.4, "min": 123.4, "max": 123.4}],
                                 "growth": [
                                   {"size": "rows", "cost": "ns", "points": [
                                      {"size": 1.0, "median": 3.0, "min": 3.0, "max": 3.0},
                                      {"size": 1024.0, "median": 3.0, "min": 2.0, "max": 6.0}],
                                    "slopes": [0.0], "slope": 0.0, "bend": "Too few sizes to tell where it bends."}],
                                 "notes": ["All is well."]}
                                """));
    }

    @Test
    void shouldAlignColumnsAndSayWhatIsNotReachedWhenPrintedAsTables() {
        assertThat(report().text()).isEqualTo("""
                1,000 rows; rounds: 3

                                     median         min         max
                one, rows/s           2,000       1,000       4,000
                further / first       0.250       0.200       0.300  at most 0.25
                one / other           9.500       9.500       9.500  at least 10: not reached
                free                    123         123         123

                            rows            ns         min         max   slope
                               1          3.00        3.00        3.00
                           1,024          3.00        2.00        6.00    0.00
                Slope 0.00 over all sizes. Too few sizes to tell where it bends.

                All is well.""");
    }

    @Test
    void shouldReachABarWhenTheRatioIsEqualToIt() {
        assertThat(Bar.atLeast(0.95).isReachedBy(0.95)).isTrue();
        assertThat(Bar.atLeast(0.95).isReachedBy(0.9499)).isFalse();
        assertThat(Bar.atMost(4).isReachedBy(4)).isTrue();
        assertThat(Bar.atMost(4).isReachedBy(4.001)).isFalse();
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleWhenRoundsAreEven() {
        assertThat(Figures.median(List.of(9.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void shouldRefuseRatiosWhenOneSideHasMoreRounds() {
        assertThatThrownBy(() -> Figures.ratios(List.of(1.0, 2.0), List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected as many rounds of both, got 2 and 1");
    }

    private static Report report() {
        return new Report("learners", "1,000 rows; rounds: 3")
                .figure("one", "rows/s", List.of(4000.0, 1000.0, 2000.0))
                .ratio("further / first", List.of(0.2, 0.3), Bar.atMost(0.25))
                .ratio("one / other", List.of(9.5), Bar.atLeast(10))
                .ratio("free", List.of(123.4))
                .growth(new Growth(
                        "rows",
                        "ns",
                        List.of(new Growth.Point(1, List.of(3.0)), new Growth.Point(1024, List.of(6.0, 2.0, 3.0))),
                        "why"))
                .note("All is well.");
    }
}
