package dev.millrace.core.math;

/** Functions for the learning path: those of {@code StrictMath} make arrays on some Java versions. */
public final class Exact {

    private Exact() {}

    /**
     * {@code base^exponent}, by exp and log. Its relative error is about 1e-16 times the natural logarithm of the result, so
     * that it loses digits only of what is very small or large.
     *
     * @param base 0 or greater
     * @param exponent 0 or greater
     */
    public static double power(double base, double exponent) {
        return exponent == 0 ? 1 : StrictMath.exp(exponent * StrictMath.log(base));
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
