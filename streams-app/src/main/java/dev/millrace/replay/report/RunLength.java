package dev.millrace.replay.report;

/**
 * How many neighbouring values the block bootstrap draws at once: the rule of Politis and White (Econometric Reviews 23, 2004)
 * for circular blocks, with the correction of Patton, Politis and White (Econometric Reviews 28, 2009), and the cube root of
 * the number of values at least.
 */
final class RunLength {

    /** Correlations that must be insignificant one after the other for those behind them to be taken as 0. */
    private final int quiet;

    private final double[] values;
    private final double[] covariances;

    private RunLength(double[] values) {
        int n = values.length;
        this.values = values;
        this.quiet = Math.max(5, (int) Math.ceil(Math.sqrt(StrictMath.log10(n))));
        this.covariances = new double[Math.min(n, (int) Math.ceil(Math.sqrt(n)) + 2 * quiet)];
        double mean = mean();
        for (int lag = 0; lag < covariances.length; lag++) {
            double sum = 0;
            for (int i = lag; i < n; i++) {
                sum += (values[i] - mean) * (values[i - lag] - mean);
            }
            covariances[lag] = sum / n;
        }
    }

    /**
     * Values to draw at once.
     *
     * @param values 2 or more, finite, in the order of the stream
     * @return 1 to a third of the values
     */
    static int of(double[] values) {
        double n = values.length;
        double root = StrictMath.cbrt(n);
        double least = Math.ceil(root);
        double most = Math.max(1, Math.floor(Math.min(3 * Math.sqrt(n), n / 3)));
        double optimal = Math.ceil(new RunLength(values).factor() * root);
        // Not a number if all values are equal.
        return (int) Math.min(most, optimal > least ? optimal : least);
    }

    /** {@code (2 G^2 / D)^(1/3)} of the papers. */
    private double factor() {
        int window = Math.min(2 * lastSignificant(), covariances.length - 1);
        double g = 0;
        double spectrum = covariances[0];
        for (int lag = 1; lag <= window; lag++) {
            double share = (double) lag / window;
            double flatTop = share <= 0.5 ? 1 : 2 * (1 - share);
            g += 2 * flatTop * lag * covariances[lag];
            spectrum += 2 * flatTop * covariances[lag];
        }
        double d = 4.0 / 3 * spectrum * spectrum;
        return StrictMath.cbrt(2 * g * g / d);
    }

    /** The lag behind which correlations are noise; 1 at least. */
    private int lastSignificant() {
        double noise = 2 * Math.sqrt(StrictMath.log10(values.length) / values.length) * covariances[0];
        int insignificant = 0;
        for (int lag = 1; lag < covariances.length; lag++) {
            insignificant = Math.abs(covariances[lag]) < noise ? insignificant + 1 : 0;
            if (insignificant == quiet) {
                return Math.max(1, lag - quiet);
            }
        }
        return covariances.length - 1;
    }

    private double mean() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
