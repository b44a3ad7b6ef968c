package dev.millrace.core.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The digest is that of the bits of all results: another machine or Java version must find the same. */
    @Test
    void shouldBeTheExponentialToOneUlpAndTheSameBitsEverywhere() {
        Random random = new Random(1);
        long furthest = 0;
        long digest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            double x = (i % 2 == 0 ? 1460 * random.nextDouble() - 750 : 4 * random.nextDouble() - 2);
            double found = Exact.exp(x);
            furthest = Math.max(furthest, ulpsBetween(found, StrictMath.exp(x)));
            digest = 31 * digest + Double.doubleToRawLongBits(found);
        }
        assertThat(furthest).isEqualTo(1);
        assertThat(digest).isEqualTo(8624978513597834130L);
    }

    @Test
    void shouldBeTheLogarithmToOneUlpAndTheSameBitsEverywhere() {
        Random random = new Random(2);
        long furthest = 0;
        long digest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            // All positive numbers, denormal ones among them, and those about 1, where the logarithm is small.
            double x = i % 2 == 0 ? anyPositive(random, i % 64 == 0 ? 52 : 63) : 0.4 + 2 * random.nextDouble();
            double found = Exact.log(x);
            furthest = Math.max(furthest, ulpsBetween(found, StrictMath.log(x)));
            digest = 31 * digest + Double.doubleToRawLongBits(found);
        }
        assertThat(furthest).isEqualTo(1);
        assertThat(digest).isEqualTo(6015907255723788449L);
    }

    /** Also where the power is so small that it is left out. */
    @Test
    void shouldBeOneLessThePowerToTheBit() {
        for (double base : new double[] {0, 1e-300, 0.5, 0.9, 0.999, 0.9999999, Math.nextDown(1)}) {
            for (double exponent = 0; exponent < 1e18; exponent = Math.max(exponent + 1, exponent * 1.01)) {
                assertThat(Exact.oneMinusPower(base, exponent)).isEqualTo(1 - Exact.power(base, exponent));
            }
        }
    }

    /** From what 1 + x rounds away to what is 1 beside x. */
    @Test
    void shouldBeTheLogarithmOfOneMoreAndTheSameBitsEverywhere() {
        Random random = new Random(3);
        long furthest = 0;
        long digest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            double x = i % 2 == 0 ? random.nextDouble() : Math.scalb(random.nextDouble(), random.nextInt(353) - 300);
            double found = Exact.log1p(x);
            furthest = Math.max(furthest, ulpsBetween(found, StrictMath.log1p(x)));
            digest = 31 * digest + Double.doubleToRawLongBits(found);
        }
        assertThat(furthest).isEqualTo(1);
        assertThat(digest).isEqualTo(-2496726697060724693L);
        assertThat(Exact.log1p(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                1,
                -1,
                0.5,
                2,
                1e-300,
                -1e-300,
                4.9e-324,
                0x1p-1022,
                0x0.fffffffffffffp-1022,
                708,
                -708,
                708.0000000000001,
                -708.0000000000001,
                -708.3964185322641,
                709.782712893384,
                709.7827128933841,
                710,
                -744.4400719213812,
                -745.1332191019411,
                -745.1332191019412,
                -745.2,
                -746,
                1e5,
                -1e5,
                1e300,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN,
                0.7071067811865475,
                0.7071067811865476,
                1.414213562373095,
                1.4142135623730951,
                0.9999999999999999,
                1.0000000000000002
            })
    void shouldDoAsStrictMathAtTheEndsAndWhereTheRangesMeet(double x) {
        assertSame(Exact.exp(x), StrictMath.exp(x));
        assertSame(Exact.log(x), StrictMath.log(x));
    }

    @Test
    void shouldTakeBackTheExponentialByTheLogarithm() {
        Random random = new Random(3);
        for (int i = 0; i < 1_000_000; i++) {
            double x = 1416 * random.nextDouble() - 708;
            double back = Exact.log(Exact.exp(x));
            // An ulp of the exponential, and one of its logarithm.
            assertThat(Math.abs(back - x)).isLessThanOrEqualTo(0x1p-52 + Math.ulp(x));
        }
        assertThat(Exact.log(Exact.exp(0))).isZero();
    }

    /** An equal infinity, NaN or 0 with the same sign, or a number that is at most an ulp away. */
    private static void assertSame(double found, double expected) {
        if (Double.isFinite(expected) && expected != 0) {
            assertThat(ulpsBetween(found, expected)).isLessThanOrEqualTo(1);
        } else {
            assertThat(Double.doubleToLongBits(found)).isEqualTo(Double.doubleToLongBits(expected));
        }
    }

    private static double anyPositive(Random random, int bits) {
        double x = Double.longBitsToDouble(random.nextLong() >>> (64 - bits));
        return x > 0 && x <= Double.MAX_VALUE ? x : 1;
    }

    /** Between two of the same sign: bits count them one by one. */
    private static long ulpsBetween(double a, double b) {
        return Math.abs(Double.doubleToRawLongBits(a) - Double.doubleToRawLongBits(b));
    }
}
