package dev.millrace.bench;

import java.util.SplittableRandom;

/**
 * Ranks from 0 to before {@code n}, of which rank r has a probability proportional to {@code (r + 1)^-exponent}: by
 * rejection-inversion (Hörmann and Derflinger, ACM TOMACS 1996), which needs no table. Immutable.
 */
public final class Zipf {

    private final long n;
    private final double exponent;
    private final double first;
    private final double last;
    private final double sure;

    /**
     * @param n ranks, 1 or more
     * @param exponent above 0
     */
    public Zipf(long n, double exponent) {
        if (n < 1 || !(exponent > 0)) {
            throw new IllegalArgumentException(
                    "expected one rank or more and an exponent above 0, got " + n + ", " + exponent);
        }
        this.n = n;
        this.exponent = exponent;
        this.first = integral(1.5) - 1;
        this.last = integral(n + 0.5);
        this.sure = 2 - inverse(integral(2.5) - density(2));
    }

    /** The next rank. */
    public long next(SplittableRandom random) {
        while (true) {
            double area = last + random.nextDouble() * (first - last);
            double x = inverse(area);
            long k = Math.max(1, Math.min(n, Math.round(x)));
            if (k - x <= sure || area >= integral(k + 0.5) - density((double) k)) {
                return k - 1;
            }
        }
    }

    private double density(double x) {
        return Math.exp(-exponent * Math.log(x));
    }

    /** Of the density from 1 to x. */
    private double integral(double x) {
        double log = Math.log(x);
        double t = (1 - exponent) * log;
        return Math.abs(t) < 1e-8 ? log * (1 + t / 2) : Math.expm1(t) / (1 - exponent);
    }

    private double inverse(double area) {
        double t = Math.max(-1, area * (1 - exponent));
        return Math.exp(Math.abs(t) < 1e-8 ? area * (1 - t / 2) : Math.log1p(t) / (1 - exponent));
    }
}
