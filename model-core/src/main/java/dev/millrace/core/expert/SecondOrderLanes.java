package dev.millrace.core.expert;

import dev.millrace.core.feature.RowMap;
import dev.millrace.core.parameter.WorkingSet;
import java.util.Arrays;

/**
 * The second-order experts: Kalman filters, which for squared loss are recursive least squares with forgetting (Haykin,
 * Adaptive Filter Theory). For log loss, the score moves to where loss and distance are together least (the mode of
 * Laplace's approximation), and the covariance takes in the curvature there; classes share one covariance.
 *
 * <p>The covariance of the features with a place in {@link Covariances} is kept as {@code U D U'}, U unit upper triangular, and
 * updated by Bierman's algorithm (Factorization Methods for Discrete Sequential Estimation, 1977, chapter V), which in single
 * precision stays as true as other forms in double: it cannot lose its positive definiteness. Columns follow each other, D in
 * the place of U's diagonal. Of all other features the variance is kept, as if their weights were independent.
 *
 * <p>After each event, variances grow by the reciprocal of what the expert keeps, but never above what they began with: a
 * feature that is rare does not become unbounded.
 *
 * <p>One thread; allocates nothing per event.
 */
final class SecondOrderLanes {

    /** The bias has no scale to be known, so that its weight is held back less than others. */
    private static final double BIAS_VARIANCE = 100;

    private final Panel panel;
    private final WorkingSet parameters;
    private final Covariances covariances;
    private final int outputs;
    private final float[] projected;
    private final float[] gained;
    private final float[] gain;
    private final double[] step;

    SecondOrderLanes(Panel panel, WorkingSet parameters, Covariances covariances) {
        this.panel = panel;
        this.parameters = parameters;
        this.covariances = covariances;
        this.outputs = panel.outputs();
        this.projected = new float[panel.covariance()];
        this.gained = new float[panel.covariance()];
        this.gain = new float[panel.covariance()];
        this.step = new double[outputs];
    }

    /**
     * Writes the scores of all second-order experts, behind those of the first-order ones.
     *
     * @param origin what a score begins with
     */
    void score(float[] data, ExpertRows rows, Restarts restarts, double origin, double[] scores) {
        int from = panel.weights(panel.firstOrder());
        int to = panel.weights(panel.lanes());
        Arrays.fill(scores, from, to, origin);
        int[] offsets = rows.offsets();
        double[] values = rows.relative();
        for (int i = 0; i < rows.size(); i++) {
            int offset = offsets[i];
            double value = values[i];
            boolean isUpToDate = restarts.isUpToDate(data, offset);
            for (int j = from; j < to; j++) {
                if (isUpToDate || restarts.isKept(data, offset, j / outputs)) {
                    scores[j] += data[offset + j] * value;
                }
            }
        }
    }

    /** Gives a feature that is seen for the first time its variance. */
    void begin(float[] data, ExpertRows rows) {
        for (int i = 0; i < rows.size(); i++) {
            int offset = rows.offsets()[i];
            if (data[offset + panel.count()] == 0) {
                for (int e = 0; e < panel.secondOrder(); e++) {
                    data[offset + panel.variances() + e] = (float) variance(e, rows.row(i));
                }
            }
        }
    }

    /** Gives each feature that has a place since lately the variance that all begin with. */
    void extend(int placesBefore) {
        for (int e = 0; e < panel.secondOrder(); e++) {
            for (int j = placesBefore; j < covariances.places(); j++) {
                resetColumn(e, j);
            }
        }
    }

    /** Forgets the covariance of an expert. */
    void restart(int expert) {
        for (int j = 0; j < covariances.places(); j++) {
            resetColumn(expert, j);
        }
        markChanged(expert);
    }

    private void resetColumn(int expert, int j) {
        float[] data = parameters.data();
        int column = column(expert, j);
        Arrays.fill(data, column, column + j, 0);
        data[column + j] = (float) variance(expert, covariances.row(j));
    }

    /** Lets each expert learn from an event that {@link Covariances} has taken in. */
    void learn(ExpertRows rows, Judge judge, double[] scores, double label, double importance) {
        for (int e = 0; e < panel.secondOrder(); e++) {
            learn(e, rows, judge, scores, label, importance);
        }
    }

    private void learn(int expert, ExpertRows rows, Judge judge, double[] scores, double label, double importance) {
        float[] data = parameters.data();
        int at = panel.weights(panel.firstOrder() + expert);
        double independent = independentVariance(data, rows, expert);
        double variance = independent + project(data, expert);
        double curvature = judge.step(scores, at, variance, label, importance, step);
        double total = update(data, expert, 1 / (importance * curvature) + independent);
        moveIndependent(data, rows, expert, at, total);
        movePlaced(data, at);
        markChanged(expert);
    }

    /** Of the score, by the features without a place. */
    private double independentVariance(float[] data, ExpertRows rows, int expert) {
        double sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            int offset = rows.offsets()[i];
            if (!covariances.hasPlace(data, offset)) {
                double value = rows.relative()[i];
                sum += data[offset + panel.variances() + expert] * value * value;
            }
        }
        return sum;
    }

    /** Writes {@code U' x} and {@code D U' x}; gives the variance of the score by the features with a place. */
    private double project(float[] data, int expert) {
        float[] values = covariances.values();
        int[] active = covariances.active();
        int activeCount = covariances.activeCount();
        boolean isDense = 2 * activeCount > covariances.places();
        double sum = 0;
        int column = column(expert, 0);
        for (int j = 0; j < covariances.places(); j++) {
            double f = values[j]
                    + (isDense ? dot(data, column, values, j) : dot(data, column, values, active, activeCount, j));
            projected[j] = (float) f;
            gained[j] = (float) (data[column + j] * f);
            sum += (double) projected[j] * gained[j];
            column += j + 1;
        }
        return sum;
    }

    /** Four sums side by side, because each addition waits for the one before. */
    private static double dot(float[] data, int column, float[] values, int length) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < length - 3; i += 4) {
            a += data[column + i] * values[i];
            b += data[column + i + 1] * values[i + 1];
            c += data[column + i + 2] * values[i + 2];
            d += data[column + i + 3] * values[i + 3];
        }
        for (; i < length; i++) {
            a += data[column + i] * values[i];
        }
        return (a + b) + (c + d);
    }

    private static double dot(float[] data, int column, float[] values, int[] active, int count, int length) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            if (active[i] < length) {
                sum += data[column + active[i]] * values[active[i]];
            }
        }
        return sum;
    }

    /**
     * Takes an observation into the covariance, and writes {@code U D U' x} as it was before.
     *
     * @param noise variance of the observation
     * @return the noise and the variance of the score together
     */
    private double update(float[] data, int expert, double noise) {
        double before = noise;
        double growth = 1 / panel.forgetting(expert);
        int column = column(expert, 0);
        for (int j = 0; j < covariances.places(); j++) {
            float v = gained[j];
            double after = before + (double) projected[j] * v;
            if (v != 0) {
                updateColumn(data, column, j, (float) (-projected[j] / before), v);
            }
            gain[j] = v;
            double most = variance(expert, covariances.row(j));
            data[column + j] = (float) Math.min(data[column + j] * (before / after) * growth, most);
            before = after;
            column += j + 1;
        }
        return before;
    }

    private void updateColumn(float[] data, int column, int length, float factor, float v) {
        for (int i = 0; i < length; i++) {
            float u = data[column + i];
            data[column + i] = u + factor * gain[i];
            gain[i] += v * u;
        }
    }

    private void moveIndependent(float[] data, ExpertRows rows, int expert, int at, double total) {
        for (int i = 0; i < rows.size(); i++) {
            int offset = rows.offsets()[i];
            if (!covariances.hasPlace(data, offset)) {
                int place = offset + panel.variances() + expert;
                double before = data[place];
                double covariance = before * rows.relative()[i];
                for (int c = 0; c < outputs; c++) {
                    data[offset + at + c] += (float) (covariance * step[c]);
                }
                double after = (before - covariance * covariance / total) / panel.forgetting(expert);
                data[place] = (float) Math.max(0, Math.min(after, variance(expert, rows.row(i))));
            }
        }
    }

    private void movePlaced(float[] data, int at) {
        for (int j = 0; j < covariances.places(); j++) {
            int offset = covariances.offset(j) + at;
            for (int c = 0; c < outputs; c++) {
                data[offset + c] += (float) (gain[j] * step[c]);
            }
        }
    }

    private void markChanged(int expert) {
        int places = covariances.places();
        int from = expert * panel.covarianceFloats();
        parameters.markTailChanged(from, from + places * (places + 1) / 2);
    }

    /** Marks the rows that an event moves although it lacks their features. */
    void markRows() {
        for (int j = 0; j < covariances.places(); j++) {
            parameters.markChanged(covariances.row(j));
        }
    }

    private double variance(int expert, int row) {
        double variance = panel.variance(expert);
        return row == RowMap.BIAS_ROW ? Math.max(variance, BIAS_VARIANCE) : variance;
    }

    private int column(int expert, int j) {
        return parameters.tailOffset() + expert * panel.covarianceFloats() + j * (j + 1) / 2;
    }
}
