package dev.millrace.core.evaluate;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.evaluate.Evaluation.Baseline;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.math.Exact;
import org.jspecify.annotations.Nullable;

/**
 * Measures predictions that were made before their label was learned from (prequential evaluation; Gama, Sebastião and
 * Rodrigues, Machine Learning 90, 2013), and beside them the baselines that a learner must beat.
 *
 * <p>The baselines are the {@link RunningMean} and the previous label; the one before the first is taken to be 0.
 *
 * <p>One thread; allocates nothing per example.
 */
public final class ProgressiveMetrics {

    private static final int FORMAT = 1;

    private static final int LOSS = 0;
    private static final int CORRECT = 1;
    private static final int MEAN_LOSS = 2;
    private static final int SERIES = 3;

    /** 0 for regression. */
    private final int classes;

    private final boolean binary;
    private final SlidingMeans window;
    private final AucHistogram auc = new AucHistogram();
    private final RunningMean runningMean;

    private long examples;
    private double lossSum;
    private long correct;
    private double squaredError;
    private double baselineLossSum;
    private long baselineCorrect;
    private double baselineSquaredError;
    private long noChangeCorrect;
    private double noChangeSquaredError;
    private double previousLabel;

    /**
     * @param classes 0 for regression, else the number of classes
     * @param outputs scores per event: 1 for regression and binary tasks, else the number of classes
     * @param window examples in the sliding window, 10 or more
     */
    public ProgressiveMetrics(Loss loss, int classes, int outputs, long window) {
        this(loss, classes, outputs, window, null);
    }

    /** @param memo shared with others that measure the same events, one after the other; null for none */
    public ProgressiveMetrics(Loss loss, int classes, int outputs, long window, RunningMean.@Nullable Memo memo) {
        if (window < 10) {
            throw new IllegalArgumentException("window: expected 10 examples or more, got " + window);
        }
        this.classes = classes;
        this.window = new SlidingMeans(SERIES, window);
        this.binary = classes == 2 && outputs == 1;
        this.runningMean = new RunningMean(loss, classes, outputs, memo);
    }

    /** Examples so far. */
    public long examples() {
        return examples;
    }

    /**
     * Takes in one example.
     *
     * @param score of the event; only a binary task uses it
     * @param prediction as of {@link Loss#predict}
     * @param label finite, in the task's domain
     * @param lossValue of this prediction
     */
    public void add(double score, double[] prediction, double label, double lossValue) {
        window.next();
        lossSum = Exact.finiteSum(lossSum, lossValue);
        window.add(LOSS, lossValue);
        double baselineLoss = runningMean.loss(label);
        baselineLossSum = Exact.finiteSum(baselineLossSum, baselineLoss);
        window.add(MEAN_LOSS, baselineLoss);
        if (classes == 0) {
            addRegression(prediction[0], label);
        } else {
            addClassification(score, prediction, (int) label);
        }
        previousLabel = label;
        runningMean.add(label);
        examples++;
    }

    public Evaluation evaluation() {
        boolean regression = classes == 0;
        double n = examples;
        return new Evaluation(
                examples,
                lossSum / n,
                regression ? Double.NaN : correct / n,
                regression ? Math.sqrt(squaredError / n) : Double.NaN,
                binary ? auc.auc() : Double.NaN,
                window.count(),
                window.mean(LOSS),
                regression ? Double.NaN : window.mean(CORRECT),
                baseline(baselineLossSum / n, baselineCorrect, baselineSquaredError),
                window.mean(MEAN_LOSS),
                baseline(Double.NaN, noChangeCorrect, noChangeSquaredError));
    }

    public void save(StateWriter out) {
        out.writeInt(FORMAT);
        out.writeCount(examples);
        out.writeDouble(lossSum);
        out.writeCount(correct);
        out.writeDouble(squaredError);
        out.writeDouble(baselineLossSum);
        out.writeCount(baselineCorrect);
        out.writeDouble(baselineSquaredError);
        out.writeCount(noChangeCorrect);
        out.writeDouble(noChangeSquaredError);
        out.writeDouble(previousLabel);
        runningMean.save(out);
        window.save(out);
        if (binary) {
            auc.save(out);
        }
    }

    /**
     * Replaces all of this with what {@link #save} wrote.
     *
     * @throws CorruptStateException if it cannot have been; this is then unusable
     */
    public void load(StateReader in) {
        in.expectInt(FORMAT, "format of the metrics");
        examples = in.readCount();
        lossSum = in.readFinite("sum of losses");
        correct = in.readCount(examples, "correct predictions");
        squaredError = in.readFinite("sum of squared errors");
        baselineLossSum = in.readFinite("sum of the baseline's losses");
        baselineCorrect = in.readCount(examples, "the baseline's correct predictions");
        baselineSquaredError = in.readFinite("sum of the baseline's squared errors");
        noChangeCorrect = in.readCount(examples, "labels that did not change");
        noChangeSquaredError = in.readFinite("sum of squared changes");
        previousLabel = in.readFinite("previous label");
        runningMean.load(in, examples);
        window.load(in);
        if (binary) {
            auc.load(in);
        }
    }

    private void addRegression(double prediction, double label) {
        squaredError = Exact.finiteSum(squaredError, square(prediction - label));
        baselineSquaredError = Exact.finiteSum(baselineSquaredError, square(runningMean.value() - label));
        noChangeSquaredError = Exact.finiteSum(noChangeSquaredError, square(previousLabel - label));
    }

    private void addClassification(double score, double[] prediction, int label) {
        int predicted = binary ? (prediction[0] > 0.5 ? 1 : 0) : indexOfLargest(prediction);
        if (predicted == label) {
            correct++;
            window.add(CORRECT, 1);
        }
        if (runningMean.likeliestClass() == label) {
            baselineCorrect++;
        }
        if ((int) previousLabel == label) {
            noChangeCorrect++;
        }
        if (binary) {
            auc.add(score, label == 1);
        }
    }

    private Baseline baseline(double meanLoss, long correctCount, double squaredErrorSum) {
        double n = examples;
        return classes == 0
                ? new Baseline(meanLoss, Double.NaN, Math.sqrt(squaredErrorSum / n))
                : new Baseline(meanLoss, correctCount / n, Double.NaN);
    }

    private static double square(double x) {
        return x * x;
    }

    private static int indexOfLargest(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[best]) {
                best = k;
            }
        }
        return best;
    }
}
