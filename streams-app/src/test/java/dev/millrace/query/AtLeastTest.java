package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.query.Provenance.SourcePosition;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtLeastTest {

    private static final String EXPECTED =
            "query parameter 'at-least': expected PARTITION:OFFSET of an event of the events"
                    + " topic, or several with commas between, such as 0:1234,1:987; ";

    @Test
    void shouldReadOneEventOrSeveral() {
        assertThat(AtLeast.parse("0:1234").events()).containsExactly(new SourcePosition(0, 1234));
        assertThat(AtLeast.parse("7:0,0:999999999999999999").events())
                .containsExactly(new SourcePosition(7, 0), new SourcePosition(0, 999_999_999_999_999_999L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12",
                "0:",
                ":1",
                "0:1,",
                "0:-1",
                "-1:0",
                "0:1;1:2",
                "0:1:2",
                "a:b",
                "0: 1",
                "1e3:1",
                "9999999999:1",
                "0:1000000000000000000",
                "٣:١"
            })
    void shouldRefuseWhatIsNoPartitionAndOffset(String text) {
        String part = Arrays.stream(text.split(",", -1))
                .filter(some -> !some.equals("0:1"))
                .findFirst()
                .orElseThrow();
        assertRefused(text, "found '" + part + "'");
    }

    @Test
    void shouldRefuseAPartitionThatIsThereTwiceAndMoreThanCanBeMeant() {
        assertRefused("0:1,1:1,0:2", "found partition 0 twice");
        String many = IntStream.range(0, 1_001).mapToObj(i -> i + ":0").collect(Collectors.joining(","));
        assertRefused(many, "at most 1000 of them, found 1001");
    }

    @Test
    void shouldBeReachedWhenEachPartitionWasProcessedThatFar() {
        AtLeast both = AtLeast.parse("0:10,2:5");

        assertThat(both.isReachedBy(provenance())).isFalse();
        assertThat(both.isReachedBy(provenance(new SourcePosition(0, 10)))).isFalse();
        assertThat(both.isReachedBy(provenance(new SourcePosition(0, 10), new SourcePosition(2, 4))))
                .isFalse();
        assertThat(both.isReachedBy(provenance(new SourcePosition(0, 9), new SourcePosition(2, 5))))
                .isFalse();
        assertThat(both.isReachedBy(provenance(new SourcePosition(0, 10), new SourcePosition(2, 5))))
                .isTrue();
        assertThat(both.isReachedBy(
                        provenance(new SourcePosition(0, 11), new SourcePosition(1, 0), new SourcePosition(2, 6))))
                .isTrue();
    }

    private static Provenance provenance(SourcePosition... reached) {
        return new Provenance("champion", "", 0, 0, null, List.of(reached), "", QueryRig.WITNESS.of(null));
    }

    private static void assertRefused(String text, String found) {
        assertThatThrownBy(() -> AtLeast.parse(text))
                .isInstanceOf(QueryException.class)
                .hasMessage(EXPECTED + found)
                .satisfies(e -> assertThat(((QueryException) e).status()).isEqualTo(400));
    }
}
