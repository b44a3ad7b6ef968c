package dev.millrace.core.evaluate;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.math.Exact;
import org.jspecify.annotations.Nullable;

/**
 * The baseline that predicts the mean of the labels so far, without features. Class shares are the Krichevsky-Trofimov
 * estimate, {@code (n_k + 1/2) / (n + K/2)}, which is never 0. A regression's mean is 0 before the first label.
 *
 * <p>One thread; allocates nothing per example.
 */
public final class RunningMean {

    /**
     * What the last prediction cost, for several that learn the same labels and would compute it again. One thread.
     */
    public static final class Memo {
        private long prediction;
        private long label;
        private double loss;
        private boolean isFilled;
    }

    private final Loss loss;
    /** Null if nobody else asks. */
    private final @Nullable Memo memo;

    private final boolean binary;
    private final long[] labelCounts;
    private final double[] prediction;
    private long examples;
    private double labelSum;

    /**
     * @param classes 0 for regression, else the number of classes
     * @param outputs scores per event: 1 for regression and binary tasks, else the number of classes
     */
    public RunningMean(Loss loss, int classes, int outputs) {
        this(loss, classes, outputs, null);
    }

    RunningMean(Loss loss, int classes, int outputs, @Nullable Memo memo) {
        this.loss = loss;
        this.memo = memo;
        this.binary = classes == 2 && outputs == 1;
        this.labelCounts = new long[classes];
        this.prediction = new double[outputs];
        predict();
    }

    /** What the prediction costs if this is the label. */
    public double loss(double label) {
        return memo == null || prediction.length > 1 ? loss.valueOfPrediction(prediction, label) : loss(label, memo);
    }

    private double loss(double label, Memo shared) {
        long predicted = Double.doubleToRawLongBits(prediction[0]);
        long labeled = Double.doubleToRawLongBits(label);
        if (!shared.isFilled || shared.prediction != predicted || shared.label != labeled) {
            shared.loss = loss.valueOfPrediction(prediction, label);
            shared.prediction = predicted;
            shared.label = labeled;
            shared.isFilled = true;
        }
        return shared.loss;
    }

    /** What is predicted: the mean, or the share of the first class that has one. */
    public double value() {
        return prediction[0];
    }

    /** The class that most labels had; the first of them. */
    public int likeliestClass() {
        int best = 0;
        for (int k = 1; k < labelCounts.length; k++) {
            if (labelCounts[k] > labelCounts[best]) {
                best = k;
            }
        }
        return best;
    }

    /** Takes in a label, finite and in the task's domain. */
    public void add(double label) {
        if (labelCounts.length == 0) {
            labelSum = Exact.finiteSum(labelSum, label);
        } else {
            labelCounts[(int) label]++;
        }
        examples++;
        predict();
    }

    void save(StateWriter out) {
        out.writeDouble(labelSum);
        for (long count : labelCounts) {
            out.writeCount(count);
        }
    }

    void load(StateReader in, long labels) {
        labelSum = in.readFinite("sum of labels");
        long counted = 0;
        for (int k = 0; k < labelCounts.length; k++) {
            labelCounts[k] = in.readCount(labels - counted, "examples of class " + k);
            counted += labelCounts[k];
        }
        if (labelCounts.length > 0 && counted != labels) {
            throw new CorruptStateException("examples of all classes: expected " + labels + ", found " + counted);
        }
        examples = labels;
        predict();
    }

    private void predict() {
        if (labelCounts.length == 0) {
            prediction[0] = loss.runningMean(labelSum, examples);
        } else if (binary) {
            prediction[0] = (labelCounts[1] + 0.5) / (examples + 1);
        } else {
            for (int k = 0; k < labelCounts.length; k++) {
                prediction[k] = (labelCounts[k] + 0.5) / (examples + 0.5 * labelCounts.length);
            }
        }
    }
}
