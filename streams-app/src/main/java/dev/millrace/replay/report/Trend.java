package dev.millrace.replay.report;

/**
 * Mean and straight line through values in the order of the stream, with standard errors that allow for neighbours that
 * resemble each other (Newey and West, Econometrica 55, 1987).
 *
 * @param mean of the values
 * @param meanError standard error of the mean
 * @param rise of the least squares line from the first value to the last
 * @param riseError standard error of that
 */
record Trend(double mean, double meanError, double rise, double riseError) {

    /** With fewer values nothing is said. */
    static final int MIN_VALUES = 20;

    /** Standard errors that are taken as noise. */
    static final double NOISE = 2;

    /** @param values finite; all is NaN if there are fewer than {@value #MIN_VALUES} */
    static Trend of(double[] values) {
        int n = values.length;
        if (n < MIN_VALUES) {
            return new Trend(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / n;
        double middle = (n - 1) / 2.0;
        double moment = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            moment += (i - middle) * (values[i] - mean);
            squares += (i - middle) * (i - middle);
        }
        double slope = moment / squares;
        double[] ofMean = new double[n];
        double[] ofSlope = new double[n];
        for (int i = 0; i < n; i++) {
            ofMean[i] = values[i] - mean;
            ofSlope[i] = (i - middle) * (ofMean[i] - slope * (i - middle));
        }
        return new Trend(mean, longRunRoot(ofMean) / n, slope * (n - 1), longRunRoot(ofSlope) / squares * (n - 1));
    }

    /** Whether the mean is above 0 by more than noise. */
    boolean isAboveZero() {
        return mean > NOISE * meanError;
    }

    boolean isRising() {
        return rise > NOISE * riseError;
    }

    boolean isFalling() {
        return -rise > NOISE * riseError;
    }

    /** Root of the variance of the sum of the terms, Bartlett's weights over the lags up to n^(1/3) and a few more. */
    private static double longRunRoot(double[] terms) {
        int lags = Math.min(terms.length - 1, (int) Math.ceil(1.5 * StrictMath.cbrt(terms.length)));
        double variance = 0;
        for (int lag = 0; lag <= lags; lag++) {
            double sum = 0;
            for (int i = lag; i < terms.length; i++) {
                sum += terms[i] * terms[i - lag];
            }
            variance += (lag == 0 ? 1 : 2 * (1 - lag / (lags + 1.0))) * sum;
        }
        return Math.sqrt(Math.max(0, variance));
    }
}
