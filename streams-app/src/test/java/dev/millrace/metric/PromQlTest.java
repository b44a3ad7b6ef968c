package dev.millrace.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.metric.PromQl.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '~',
            value = {
                "up -> up",
                "up{job=\"a_b\"} == 0 -> up",
                "rate(a_total[5m]) > 0 -> a_total",
                "rate(a_total[$__rate_interval]) -> a_total",
                "sum by (job, instance) (rate(a_total[10m])) / max without(x)(b) -> a_total b",
                "histogram_quantile(0.9, sum(rate(c_bucket[1m])) by (le)) -> c_bucket",
                "a offset 5m and on (learner) b unless c or d > bool 1e3 -> a b c d",
                "a * on (x) group_left (fingerprint) b_info -> a b_info",
                "absent(a{state=~\"x{2}|y\", other!='z(q)'}) -> a",
                "count by (job) (a) > Inf or a:b:rate5m{} -> a a:b:rate5m",
                "label_values(a, learner) -> a learner",
            })
    void shouldNameMetricsAndNothingElse(String expression, String metrics) {
        assertThat(PromQl.selectors(expression)).extracting(Selector::metric).containsExactly(metrics.split(" "));
    }

    @Test
    void shouldNameTheLabelsOfEachSelector() {
        assertThat(PromQl.selectors("rate(a{x=\"1\",y!~\"2=3\"}[5m]) / ignoring(z) b"))
                .containsExactly(new Selector("a", Set.of("x", "y")), new Selector("b", Set.of()));
    }
}
