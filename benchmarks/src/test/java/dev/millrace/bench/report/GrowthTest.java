package dev.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthTest {

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.5, 1, 2})
    void shouldTellTheExponentWhenTheCostIsAPowerOfTheSize(double exponent) {
        Growth growth = growth(size -> 7 * Math.pow(size, exponent), 1, 10, 100, 10_000);

        assertThat(growth.slope()).isCloseTo(exponent, within(1e-9));
        assertThat(growth.slopes())
                .hasSize(3)
                .allSatisfy(slope -> assertThat(slope).isCloseTo(exponent, within(1e-9)));
    }

    @Test
    void shouldTakeTheMedianWhenARoundStandsOut() {
        Growth growth = new Growth(
                "rows",
                "ns an event",
                List.of(
                        new Growth.Point(1, List.of(10.0, 9_999.0, 10.0)),
                        new Growth.Point(4, List.of(0.001, 40.0, 40.0))),
                "");

        assertThat(growth.slope()).isCloseTo(1, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 128, 512})
    void shouldFindTheBendWhenTwoPowerLawsMeet(int bend) {
        Growth growth = growth(
                size -> size <= bend ? 5 : 5 * Math.pow(size / bend, 1.5), 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024);

        assertThat(growth.bend())
                .isEqualTo("It bends at " + bend
                        + " rows: slope 0.00 up to there, 1.50 from there on. The cache ends there.");
    }

    @Test
    void shouldTellNoBendWhenOnePowerLawHolds() {
        assertThat(growth(size -> 3 * size, 1, 2, 4, 8, 16).bend()).isEqualTo("It does not bend.");
        assertThat(growth(size -> size <= 4 ? size : 4 * Math.pow(size / 4, 1.1), 1, 2, 4, 8, 16)
                        .bend())
                .startsWith("It bends at 4 rows: slope 1.00 up to there, 1.10 from there on.");
    }

    @Test
    void shouldTellNoBendWhenThereAreTooFewSizes() {
        assertThat(growth(size -> size, 1, 2, 4).bend()).isEqualTo("Too few sizes to tell where it bends.");
    }

    @Test
    void shouldRefuseASingleSize() {
        assertThatThrownBy(() -> growth(size -> size, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected two sizes or more, got 1");
    }

    private static Growth growth(DoubleUnaryOperator cost, double... sizes) {
        List<Growth.Point> points = new ArrayList<>();
        for (double size : sizes) {
            points.add(new Growth.Point(size, List.of(cost.applyAsDouble(size))));
        }
        return new Growth("rows", "ns an event", points, "The cache ends there.");
    }
}
