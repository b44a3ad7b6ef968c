package dev.millrace.core.evaluate;

/**
 * Whether predictions mean what they say: predictions in bins of equal width, and what came of them. Of a binary task the
 * predictions are those of class 1, of a multi-class task those of the class predicted, with whether it came true; a
 * regression has one bin.
 *
 * <p>One thread; allocates nothing per example.
 */
public final class Calibration {

    private static final int BINS = 10;

    /** 0 for regression. */
    private final int classes;

    private final long[] counts;
    private final double[] predicted;
    private final double[] actual;

    /** @param classes 0 for regression, else the number of classes */
    public Calibration(int classes) {
        this.classes = classes;
        int bins = classes == 0 ? 1 : BINS;
        this.counts = new long[bins];
        this.predicted = new double[bins];
        this.actual = new double[bins];
    }

    /**
     * Takes in one example.
     *
     * @param prediction finite, as of {@link dev.millrace.core.loss.Loss#predict}; one that is no probability goes to the
     *     nearest bin
     * @param label finite, in the task's domain
     */
    public void add(double[] prediction, double label) {
        if (classes == 0) {
            add(0, prediction[0], label);
        } else if (prediction.length == 1) {
            add(bin(prediction[0]), prediction[0], label);
        } else {
            int best = 0;
            for (int k = 1; k < prediction.length; k++) {
                if (prediction[k] > prediction[best]) {
                    best = k;
                }
            }
            add(bin(prediction[best]), prediction[best], label == best ? 1 : 0);
        }
    }

    /** Bins of equal width from 0 to 1; 1 for a regression. */
    public int bins() {
        return counts.length;
    }

    /** Examples of a bin. */
    public long count(int bin) {
        return counts[bin];
    }

    /** Mean prediction of a bin; NaN if it is empty. */
    public double meanPrediction(int bin) {
        return predicted[bin] / counts[bin];
    }

    /** What came of them: share of class 1, share predicted right, mean label; NaN if the bin is empty. */
    public double meanOutcome(int bin) {
        return actual[bin] / counts[bin];
    }

    /**
     * Expected calibration error: the mean distance of prediction and outcome, bins weighted by their examples (Naeini,
     * Cooper and Hauskrecht, AAAI 2015). Of a regression the distance of the means. NaN before the first example.
     */
    public double error() {
        double sum = 0;
        long examples = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            sum += Math.abs(predicted[bin] - actual[bin]);
            examples += counts[bin];
        }
        return sum / examples;
    }

    private void add(int bin, double prediction, double outcome) {
        counts[bin]++;
        predicted[bin] += prediction;
        actual[bin] += outcome;
    }

    private static int bin(double probability) {
        return (int) Math.max(0, Math.min(BINS - 1, Math.floor(probability * BINS)));
    }
}
