package dev.millrace.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.schedule.LearningRateSchedule.Constant;
import dev.millrace.core.schedule.LearningRateSchedule.InverseSquareRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000_000, Long.MAX_VALUE})
    void shouldKeepTheRateWhenConstant(long step) {
        assertThat(new Constant(0.3).at(step)).isEqualTo(0.3);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.3", "3, 0.15", "8, 0.1", "99, 0.03", "999999, 0.0003"})
    void shouldFallWithTheRootOfTheStepsWhenInverseSquareRoot(long step, double expected) {
        assertThat(new InverseSquareRoot(0.3).at(step)).isCloseTo(expected, within(1e-16));
    }

    @Test
    void shouldStayAboveZeroWhenTheStepIsTheLastOne() {
        assertThat(new InverseSquareRoot(1).at(Long.MAX_VALUE)).isEqualTo(1 / Math.sqrt(0x1p63));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseWhenTheRateIsOutOfRange(double rate) {
        String message = "rate: expected above 0 and at most 1e6, got " + rate;

        assertThatThrownBy(() -> new Constant(rate)).hasMessage(message);
        assertThatThrownBy(() -> new InverseSquareRoot(rate)).hasMessage(message);
    }

    @Test
    void shouldAcceptTheLargestRate() {
        assertThat(new Constant(1e6).at(0)).isEqualTo(1e6);
    }
}
