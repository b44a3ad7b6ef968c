package dev.millrace.core.expert;

import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.math.Exact;
import java.util.Arrays;

/**
 * Experts that listen to the others (stacking; Wolpert 1992): their score is a linear one of what the others say, which they
 * learn by {@link RecursiveLeastSquares}. They begin as the mixture of the others. A mixture is about as good as the best
 * expert; a stack can be better, because it weighs errors against each other, and because its bias follows the labels
 * faster than an expert with many features can.
 *
 * <p>Inputs are the mixture's score, how far each expert's score is from it, and a constant. With several classes there is
 * such a vector for each, with a constant of its own if the classes are few; the step is then an online Newton step (Hazan,
 * Agarwal and Kale, Machine Learning 2007).
 *
 * <p>One thread; allocates nothing per event.
 */
final class Stacks {

    /** Variance of a weight: so small that the first events do not lead it far from the mixture. */
    private static final double VARIANCE = 0.05;

    /** What an online Newton step takes for the curvature along a gradient; log loss is exp-concave with 1. */
    private static final double NEWTON_CURVATURE = 0.5;

    private static final double LEAST_SQUARED_UNIT = 1e-9;

    private static final int MOST_BIASES = 16;

    /** Keeps the logarithm finite. */
    private static final double NEVER = 1e-30;

    /** What scores stand for. */
    enum Kind {
        VALUE,
        LOG_ODDS,
        CLASSES
    }

    private final Kind kind;
    private final int outputs;
    private final int others;
    private final int size;
    private final RecursiveLeastSquares[] stacks;
    /** A vector of inputs for each output. */
    private final double[] inputs;

    private final double[] mixed;
    private final double[] direction;
    private double middle;
    private double unit = 1;

    Stacks(Panel panel, Kind kind) {
        this.kind = kind;
        this.outputs = panel.outputs();
        this.others = panel.lanes();
        int biases = kind != Kind.CLASSES ? 1 : outputs <= MOST_BIASES ? outputs : 0;
        this.size = 1 + others + biases;
        this.stacks = new RecursiveLeastSquares[panel.stacks()];
        for (int i = 0; i < stacks.length; i++) {
            stacks[i] = new RecursiveLeastSquares(size, VARIANCE, panel.stackForgetting(i));
        }
        this.inputs = new double[outputs * size];
        this.mixed = new double[outputs];
        this.direction = new double[size];
    }

    /**
     * Writes the scores of the stacks behind those of the others.
     *
     * @param weights of all experts
     */
    void score(Judge judge, double[] weights, double[] predictions, LabelScale labels, double[] scores) {
        if (stacks.length == 0) {
            return;
        }
        judge.mix(predictions, others, weights, mixed);
        if (kind == Kind.CLASSES) {
            readClasses(predictions, weights);
        } else {
            readScores(predictions, scores, labels);
        }
        for (int s = 0; s < stacks.length; s++) {
            for (int c = 0; c < outputs; c++) {
                scores[(others + s) * outputs + c] = middle + unit * stacks[s].score(inputs, c * size);
            }
        }
    }

    private void readScores(double[] predictions, double[] scores, LabelScale labels) {
        middle = labels.middle();
        unit = labels.unit();
        double first = (mixed[0] - middle) / unit;
        inputs[0] = first;
        for (int k = 0; k < others; k++) {
            double score = kind == Kind.VALUE ? predictions[k] : Judge.bounded(scores[k], Judge.MOST_LOG_ODDS);
            inputs[1 + k] = (score - middle) / unit - first;
        }
        inputs[1 + others] = 1;
    }

    /** Logarithms of probabilities; the mixture's weights need not add up to 1, which all classes feel alike. */
    private void readClasses(double[] predictions, double[] weights) {
        double total = 0;
        for (int k = 0; k < others; k++) {
            total += weights[k];
        }
        double shift = Exact.log(total);
        Arrays.fill(inputs, 0);
        for (int c = 0; c < outputs; c++) {
            int at = c * size;
            double first = mixed[c] - shift;
            inputs[at] = first;
            for (int k = 0; k < others; k++) {
                inputs[at + 1 + k] = Exact.log(predictions[k * outputs + c] + NEVER) - first;
            }
            if (size > 1 + others) {
                inputs[at + 1 + others + c] = 1;
            }
        }
    }

    /** @param meanLoss of the mixture; 0 before the first event */
    void learn(double[] scores, double[] predictions, double label, double importance, double meanLoss) {
        for (int s = 0; s < stacks.length; s++) {
            int at = (others + s) * outputs;
            switch (kind) {
                case VALUE -> {
                    double variance = Math.max(LEAST_SQUARED_UNIT, meanLoss > 0 ? meanLoss / (unit * unit) : 1);
                    double curvature = importance / variance;
                    stacks[s].learn(inputs, curvature * (scores[at] - label) / unit, curvature);
                }
                case LOG_ODDS -> {
                    double p = predictions[at];
                    double curvature = Math.max(p * (1 - p), Judge.LEAST_CURVATURE);
                    stacks[s].learn(inputs, importance * (p - label), importance * curvature);
                }
                case CLASSES -> {
                    Arrays.fill(direction, 0);
                    for (int c = 0; c < outputs; c++) {
                        double slope = predictions[at + c] - (c == (int) label ? 1 : 0);
                        for (int i = 0; i < size; i++) {
                            direction[i] += slope * inputs[c * size + i];
                        }
                    }
                    stacks[s].learn(direction, importance, importance * NEWTON_CURVATURE);
                }
            }
            if (!stacks[s].isSound()) {
                stacks[s].reset();
            }
        }
    }

    void save(StateWriter out) {
        for (RecursiveLeastSquares stack : stacks) {
            stack.save(out);
        }
    }

    void load(StateReader in) {
        for (RecursiveLeastSquares stack : stacks) {
            stack.load(in);
        }
    }
}
