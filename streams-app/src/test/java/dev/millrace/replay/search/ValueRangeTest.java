package dev.millrace.replay.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.nodes.Node;

class ValueRangeTest {

    @Test
    void shouldBeAsFarApartInRatiosWhenItIsAGridOfLogs() {
        assertThat(spaced("0.001", "1", true, 7))
                .containsExactly("0.001", "0.00316", "0.01", "0.0316", "0.1", "0.316", "1");
        assertThat(spaced("1e-6", "1e-4", true, 5)).containsExactly("1e-6", "3.16e-6", "1e-5", "3.16e-5", "0.0001");
        assertThat(spaced("2", "2.5e9", true, 2)).containsExactly("2", "2.5e9");
    }

    @Test
    void shouldBeAsFarApartInDifferencesWhenItIsLinear() {
        assertThat(spaced("0.1", "0.9", false, 5)).containsExactly("0.1", "0.3", "0.5", "0.7", "0.9");
        assertThat(spaced("-1.0", "1.0", false, 5)).containsExactly("-1", "-0.5", "0", "0.5", "1");
    }

    @Test
    void shouldKeepDistinctDigitsWhenARangeIsNarrow() {
        assertThat(spaced("0.99", "0.9999", false, 4)).containsExactly("0.99", "0.9933", "0.9966", "0.9999");
        assertThat(spaced("1.0", "1.1", true, 500)).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void shouldBeWholeWhenBothBoundsAreWrittenSo() {
        assertThat(spaced("1", "128", true, 8)).containsExactly("1", "2", "4", "8", "16", "32", "64", "128");
        assertThat(spaced("1", "3", true, 10)).containsExactly("1", "2", "3");
        assertThat(spaced("1", "1000000000", false, 2)).containsExactly("1", "1000000000");
    }

    @Test
    void shouldDrawTheSameFiguresWhenTheSeedIsTheSame() {
        assertThat(drawn("0.0001", "1.0", true, 7, 5)).isEqualTo(drawn("0.0001", "1.0", true, 7, 5));
        assertThat(drawn("0.0001", "1.0", true, 1, 5))
                .containsExactly("0.0185", "0.0962", "0.766", "0.00599", "0.00598");
    }

    @Test
    void shouldDrawEachDecadeAsOftenWhenItIsLogUniform() {
        TreeMap<Integer, Integer> decades = new TreeMap<>();
        for (String value : drawn("0.0001", "1.0", true, 3, 40_000)) {
            decades.merge((int) Math.floor(Math.log10(Double.parseDouble(value))), 1, Integer::sum);
        }

        // The highest is the bound itself, to which the last few round.
        decades.remove(0);
        assertThat(decades.keySet()).containsExactly(-4, -3, -2, -1);
        assertThat(decades.values()).allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }

    @Test
    void shouldDrawEachWholeNumberAsOftenWhenItIsLinear() {
        TreeMap<String, Integer> counts = new TreeMap<>();
        drawn("3", "6", false, 5, 40_000).forEach(value -> counts.merge(value, 1, Integer::sum));

        assertThat(counts.keySet()).containsExactly("3", "4", "5", "6");
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }

    @Test
    void shouldBeThePublishedGeneratorWhenItIsComparedWithTheJdks() {
        SplitMix64 own = new SplitMix64(42);
        SplittableRandom jdk = new SplittableRandom(42);
        for (int i = 0; i < 1_000; i++) {
            assertThat(own.next()).isEqualTo(jdk.nextLong());
        }
    }

    private static List<String> spaced(String from, String to, boolean log, int count) {
        return SearchFile.range(from, to, log).spaced(count).stream()
                .map(FlowYaml::write)
                .toList();
    }

    private static List<String> drawn(String from, String to, boolean log, long seed, int count) {
        ValueRange range = SearchFile.range(from, to, log);
        SplitMix64 random = new SplitMix64(seed);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node value = range.draw(random);
            values.add(FlowYaml.write(value));
        }
        return values;
    }
}
