package dev.millrace.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightReaderTest {

    private final WeightReader reader = new WeightReader(new WeightSpec("w", 100));

    @Test
    void shouldReadNumbersFromZeroToTheLargestAndBooleans() throws Exception {
        assertThat(reader.read(event(0))).isZero();
        assertThat(reader.read(event(2.5f))).isEqualTo(2.5);
        assertThat(reader.read(event(100L))).isEqualTo(100);
        assertThat(reader.read(event(true))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseWhenTheWeightIsOutOfRange(double weight) {
        assertThatThrownBy(() -> reader.read(event(weight)))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.part()).isEqualTo(InvalidEventException.Part.LABEL))
                .hasMessage("weight field 'w': expected a number from 0 to 100.0, got " + weight);
    }

    @Test
    void shouldRefuseWhenThereIsNoNumber() {
        assertThatThrownBy(() -> reader.read(event(null))).hasMessage("weight field 'w': expected a number, got null");
        assertThatThrownBy(() -> reader.read(event("7"))).hasMessage("weight field 'w': expected a number, got String");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 2e9, Double.NaN})
    void shouldRefuseWhenTheLargestIsOutOfRange(double max) {
        assertThatThrownBy(() -> new WeightSpec("w", max))
                .hasMessage("max: expected above 0 and at most 1e9, got " + max);
    }

    private TestEvent event(@Nullable Object weight) {
        return new TestEvent(reader.fields()).with("w", weight);
    }
}
