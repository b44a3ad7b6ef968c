package dev.millrace.core.loss;

import dev.millrace.core.math.Exact;

/** The logistic function and its logarithm, exact to the last digits at arguments of any size. */
final class Sigmoid {

    private Sigmoid() {}

    /** {@code 1 / (1 + e^-x)}; only negative numbers are exponentiated. */
    static double of(double x) {
        double e = Exact.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** {@code -ln(1 / (1 + e^-x))}. */
    static double minusLog(double x) {
        return Math.max(-x, 0) + Exact.log1p(Exact.exp(-Math.abs(x)));
    }
}
