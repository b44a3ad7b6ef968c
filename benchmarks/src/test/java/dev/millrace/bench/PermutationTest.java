package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 13, 20})
    void shouldPutEachNumberInAPlaceOfItsOwn(int bits) {
        int count = 1 << bits;
        Permutation permutation = new Permutation(count);
        BitSet taken = new BitSet();
        for (int number = 0; number < count; number++) {
            int place = permutation.of(number);
            assertThat(place).isBetween(0, count - 1);
            taken.set(place);
        }
        assertThat(taken.cardinality()).isEqualTo(count);
        assertThat(permutation.of(count + 3L)).isEqualTo(permutation.of(3));
    }

    /** Of the hundred most popular ranks, hardly two share a block of 32 rows. */
    @Test
    void shouldPutNumbersThatAreNearFarApart() {
        Permutation permutation = new Permutation(1 << 20);
        assertThat(IntStream.range(0, 100)
                        .map(number -> permutation.of(number) >>> 5)
                        .distinct()
                        .count())
                .isGreaterThan(95);
    }

    @Test
    void shouldRefuseACountThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new Permutation(12)).hasMessageContaining("got 12");
        assertThatThrownBy(() -> new Permutation(1)).hasMessageContaining("got 1");
    }
}
