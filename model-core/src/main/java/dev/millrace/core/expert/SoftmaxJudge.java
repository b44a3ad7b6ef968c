package dev.millrace.core.expert;

import dev.millrace.core.math.Exact;
import java.util.Arrays;

/** Log loss of several classes: predictions are probabilities, and are mixed as such. */
final class SoftmaxJudge implements Judge {

    private static final int MOST_ITERATIONS = 10;
    private static final double CLOSE = 1e-3;

    /** An upper bound of the Hessian's eigenvalues (Böhning 1992), with which the iteration never goes too far. */
    private static final double MOST_CURVATURE = 0.5;

    /**
     * All classes of an expert share one covariance, and so one curvature. A fifth of the Hessian's trace did best over many
     * streams of 3 to 26 classes; the mean over the classes is less, the largest eigenvalue more.
     */
    private static final double TRACE_SHARE = 0.2;

    private final int outputs;
    private final double[] moved;
    private final double[] probabilities;

    SoftmaxJudge(int outputs) {
        this.outputs = outputs;
        this.moved = new double[outputs];
        this.probabilities = new double[outputs];
    }

    @Override
    public void predict(double[] scores, int from, int to, double[] predictions) {
        for (int k = from; k < to; k++) {
            softmax(scores, k * outputs, predictions, k * outputs);
        }
    }

    @Override
    public void losses(double[] predictions, int from, int to, double label, double[] losses) {
        int y = (int) label;
        for (int k = from; k < to; k++) {
            losses[k] = -Exact.log(predictions[k * outputs + y]);
        }
    }

    @Override
    public void gradients(double[] scores, double[] predictions, int from, int to, double label, double[] gradients) {
        int y = (int) label;
        System.arraycopy(predictions, from * outputs, gradients, from * outputs, (to - from) * outputs);
        for (int k = from; k < to; k++) {
            gradients[k * outputs + y] -= 1;
        }
    }

    @Override
    public void mix(double[] predictions, int experts, double[] weights, double[] score) {
        Arrays.fill(score, 0);
        for (int k = 0; k < experts; k++) {
            for (int c = 0; c < outputs; c++) {
                score[c] += weights[k] * predictions[k * outputs + c];
            }
        }
        for (int c = 0; c < outputs; c++) {
            score[c] = Exact.log(score[c]);
        }
    }

    @Override
    public double step(double[] scores, int at, double variance, double label, double importance, double[] step) {
        int y = (int) label;
        Arrays.fill(step, 0);
        double pace = 1 / (1 + importance * variance * MOST_CURVATURE);
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            move(scores, at, variance, step);
            double farthest = 0;
            for (int c = 0; c < outputs; c++) {
                double rest = importance * ((c == y ? 1 : 0) - probabilities[c]) - step[c];
                step[c] += pace * rest;
                farthest = Math.max(farthest, Math.abs(rest));
            }
            if (farthest < CLOSE * importance) {
                break;
            }
        }
        move(scores, at, variance, step);
        double trace = 0;
        for (int c = 0; c < outputs; c++) {
            trace += probabilities[c] * (1 - probabilities[c]);
        }
        return Math.max(TRACE_SHARE * trace, LEAST_CURVATURE);
    }

    private void move(double[] scores, int at, double variance, double[] step) {
        for (int c = 0; c < outputs; c++) {
            moved[c] = scores[at + c] + variance * step[c];
        }
        softmax(moved, 0, probabilities, 0);
    }

    private void softmax(double[] scores, int at, double[] into, int to) {
        double largest = scores[at];
        for (int c = 1; c < outputs; c++) {
            largest = Math.max(largest, scores[at + c]);
        }
        double sum = 0;
        for (int c = 0; c < outputs; c++) {
            double p = Exact.exp(Math.max(scores[at + c] - largest, -MOST_LOG_ODDS));
            into[to + c] = p;
            sum += p;
        }
        for (int c = 0; c < outputs; c++) {
            into[to + c] /= sum;
        }
    }

    @Override
    public boolean isImplicit() {
        return false;
    }

    @Override
    public double temperature(double meanLoss) {
        return 1;
    }
}
