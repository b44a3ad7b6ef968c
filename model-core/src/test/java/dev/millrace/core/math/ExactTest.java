package dev.millrace.core.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExactTest {

    @Test
    void shouldBeTheCosineWhateverThePartOfTheTurn() {
        for (int i = 0; i <= 4096; i++) {
            double turn = i / 4096.0;
            assertThat(Exact.cosineOfHalfTurn(turn)).isCloseTo(StrictMath.cos(Math.PI * turn), within(3e-16));
        }
        assertThat(Exact.cosineOfHalfTurn(0)).isEqualTo(1);
        assertThat(Exact.cosineOfHalfTurn(0.5)).isZero();
        assertThat(Exact.cosineOfHalfTurn(1)).isEqualTo(-1);
    }

    @Test
    void shouldBeThePowerWhateverTheExponent() {
        for (double base : new double[] {1e-300, 0.001, 0.5, 0.999, 1, 1.5, 1e30}) {
            for (double exponent : new double[] {0, 0.5, 1, 2, 10}) {
                double expected = StrictMath.pow(base, exponent);
                assertThat(Exact.power(base, exponent))
                        .as("%s ^ %s", base, exponent)
                        .isCloseTo(expected, within(2e-13 * expected));
            }
        }
        assertThat(Exact.power(0, 0)).isEqualTo(1);
        assertThat(Exact.power(0, 0.1)).isZero();
        assertThat(Exact.power(0.999, 1e12)).isZero();
    }
}
