package dev.millrace.core.math;

/**
 * Functions for the learning path, the same bits on every machine and Java version: they add, multiply, divide, round
 * and move bits in a fixed order, and nothing else. Those of {@code StrictMath} make arrays on some Java versions, or
 * are slow.
 */
public final class Exact {

    /**
     * The natural logarithm of 2 in two parts. The first has 32 bits, so that its product with an exponent is exact.
     */
    private static final double LN2_HIGH = 0x1.62e42feep-1;

    private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

    private static final double LOG2_E = 0x1.71547652b82fep0;

    /** Between these, as plus and minus, {@code e^x} and the power of 2 it is scaled by are normal numbers. */
    private static final double EXP_NORMAL = 708;

    /** What is smaller than {@code e} to this, 2e-17, is nothing beside 1. */
    private static final double LOG_NEGLIGIBLE = -38.5;

    private static final int BIAS = Double.MAX_EXPONENT;
    private static final int FRACTION_BITS = 52;

    /** The bits of the square root of 1/2, where the logarithm's range begins. */
    private static final long ROOT_HALF_BITS = 0x3fe6a09e_667f3bcdL;

    private Exact() {}

    /**
     * {@code e^x}, at most 1 ulp from {@code StrictMath}'s. Infinity from 709.79 on, 0 below -745.2, gradual in
     * between; NaN for NaN. Several calls overlap in a loop: up to ±708 there is no branch that a processor could guess
     * wrong, and no table.
     *
     * <p>W. J. Cody and W. Waite, <i>Software Manual for the Elementary Functions</i>, 1980, chapter 6, with a Taylor
     * polynomial for the rational one.
     */
    public static double exp(double x) {
        if (!(Math.abs(x) <= EXP_NORMAL)) {
            return expAtTheEnds(x);
        }
        double k = Math.rint(x * LOG2_E);
        return expOfRest(x, k) * powerOfTwo((int) k);
    }

    /** Scales in two steps, as a power of 2 alone may be out of range. The first is exact: it rounds once. */
    private static double expAtTheEnds(double x) {
        double bounded = Math.max(-746, Math.min(710, x));
        double k = Math.rint(bounded * LOG2_E);
        int first = (int) k / 2;
        return expOfRest(bounded, k) * powerOfTwo(first) * powerOfTwo((int) k - first);
    }

    /** {@code exp(x - k ln 2)}, the rest at most half of ln 2: the first term left out is below 5e-18. */
    private static double expOfRest(double x, double k) {
        double r = (x - k * LN2_HIGH) - k * LN2_LOW;
        double r2 = r * r;
        double r4 = r2 * r2;
        // Pairs of pairs, so that the products do not wait for each other.
        double low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
        double middle = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
        double high = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
        return 1 + (r + r2 * (low + r4 * (middle + r4 * high)));
    }

    /** @param k a normal number's exponent, -1022 to 1023 */
    private static double powerOfTwo(int k) {
        return Double.longBitsToDouble((long) (k + BIAS) << FRACTION_BITS);
    }

    /**
     * The natural logarithm, at most 1 ulp from {@code StrictMath}'s. Minus infinity for 0, NaN for NaN and what is
     * negative. Several calls overlap in a loop: for normal numbers there is no branch that a processor could guess
     * wrong, and no table.
     *
     * <p>W. J. Cody and W. Waite, <i>Software Manual for the Elementary Functions</i>, 1980, chapter 5, with the series
     * of the area hyperbolic tangent for the rational function.
     */
    public static double log(double x) {
        if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
            return logAtTheEnds(x);
        }
        return logOfNormal(x, 0);
    }

    private static double logAtTheEnds(double x) {
        if (x > 0 && x < Double.MIN_NORMAL) {
            return logOfNormal(x * powerOfTwo(FRACTION_BITS), -FRACTION_BITS);
        }
        if (x == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return x > 0 ? x : Double.NaN;
    }

    /** {@code log(x 2^exponent)}. */
    private static double logOfNormal(double x, int exponent) {
        long bits = Double.doubleToRawLongBits(x);
        long scale = (bits - ROOT_HALF_BITS) >> FRACTION_BITS;
        // From sqrt(1/2) to sqrt(2), less 1, which is exact.
        double f = Double.longBitsToDouble(bits - (scale << FRACTION_BITS)) - 1;
        double s = f / (2 + f);
        double z = s * s;
        double z2 = z * z;
        double z4 = z2 * z2;
        // log(1 + f) = 2 artanh(s) = 2 s + s series; the first term left out is below 1e-18 of it.
        double low = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9));
        double middle = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17));
        double high = 2.0 / 19 + z * (2.0 / 21);
        double series = z * (low + z4 * (middle + z4 * high));
        // As 2 s = f - s f, what is rounded in s weighs little beside f.
        double k = scale + exponent;
        return k * LN2_HIGH - ((s * (f - series) - k * LN2_LOW) - f);
    }

    /**
     * {@code ln(1 + x)}, at most 1 ulp from {@code StrictMath}'s, also where x is so small that 1 + x rounds it away: what is
     * lost there is made up for (Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, 2nd edition 2002, 1.14.1).
     *
     * @param x 0 to 2^53
     */
    public static double log1p(double x) {
        double u = 1 + x;
        return u == 1 ? x : log(u) + (x - (u - 1)) / u;
    }

    /** A sum that stays finite, so that what has it in its state can be resumed; the value may be infinite, not NaN. */
    public static double finiteSum(double sum, double value) {
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, sum + value));
    }

    /**
     * {@code base^exponent}, by exp and log. Its relative error is about 1e-16 times the natural logarithm of the
     * result, so that it loses digits only of what is very small or large.
     *
     * @param base 0 or greater
     * @param exponent 0 or greater
     */
    public static double power(double base, double exponent) {
        return exponent == 0 ? 1 : exp(exponent * log(base));
    }

    /**
     * {@code 1 - base^exponent}, which is 1 from some exponent on, and then costs a logarithm only.
     *
     * @param base 0 to below 1
     * @param exponent 0 or greater
     */
    public static double oneMinusPower(double base, double exponent) {
        if (exponent == 0) {
            return 0;
        }
        double log = exponent * log(base);
        return log < LOG_NEGLIGIBLE ? 1 : 1 - exp(log);
    }

    /**
     * The cosine of a part of half a turn, {@code cos(pi turn)}, to 2e-16.
     *
     * @param turn 0 to 1
     */
    public static double cosineOfHalfTurn(double turn) {
        if (turn > 0.5) {
            return -cosineOfHalfTurn(1 - turn);
        }
        return turn <= 0.25 ? cosine(Math.PI * turn) : sine(Math.PI * (0.5 - turn));
    }

    /** The Taylor series, for 0 to a quarter of pi: the first term left out is below 1e-18. */
    private static double cosine(double x) {
        double sum = 1;
        for (int n = 16; n > 0; n -= 2) {
            sum = 1 - sum * x * x / (n * (n - 1.0));
        }
        return sum;
    }

    private static double sine(double x) {
        double sum = 1;
        for (int n = 17; n > 1; n -= 2) {
            sum = 1 - sum * x * x / (n * (n - 1.0));
        }
        return x * sum;
    }
}
