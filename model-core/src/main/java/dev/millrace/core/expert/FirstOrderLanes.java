package dev.millrace.core.expert;

import java.util.Arrays;

/**
 * The first-order experts: AdaGrad (Duchi, Hazan and Singer, JMLR 2011) and stochastic gradient descent, each at several
 * learning rates. Rates are relative to the size of an event, {@code N}, the mean of the sum of its squared values: a step
 * of AdaGrad is {@code rate * unit / sqrt(N) * g / sqrt(sum of g^2)}, one of gradient descent {@code rate / N * g}. So
 * neither the number of an event's features nor the labels' unit matters.
 *
 * <p>For squared loss, steps are implicit (proximal; Kulis and Bartlett, ICML 2010): they never go beyond the label, however
 * large the rate.
 *
 * <p>One thread; allocates nothing per event.
 */
final class FirstOrderLanes {

    /** Log loss is at most a quarter as curved as squared loss: its rates are four times as large. */
    private static final double LOG_LOSS_RATE = 4;

    /** Lanes that are summed up at once. */
    private static final int GROUP = 8;

    private final Panel panel;
    private final boolean implicit;
    private final int outputs;
    private final int adaptive;
    private final int lanes;
    /** Of each lane and output. */
    private final float[] sums;

    private final float[] slopes;
    private final float[] steps;
    private final double[] curvatures;

    FirstOrderLanes(Panel panel, boolean implicit) {
        this.panel = panel;
        this.implicit = implicit;
        this.outputs = panel.outputs();
        this.adaptive = panel.adaptive() * outputs;
        this.lanes = panel.firstOrder() * outputs;
        this.sums = new float[lanes];
        this.slopes = new float[lanes];
        this.steps = new float[lanes];
        this.curvatures = new double[adaptive];
    }

    /**
     * Writes the scores of all first-order experts.
     *
     * @param middle what a score begins with
     */
    void score(float[] data, ExpertRows rows, Restarts restarts, double middle, double[] scores) {
        if (restarts.count() == 0) {
            int lane = 0;
            for (; lane <= lanes - GROUP; lane += GROUP) {
                addGroup(data, rows, lane);
            }
            for (; lane < lanes; lane++) {
                add(data, rows, lane);
            }
        } else {
            addKept(data, rows, restarts);
        }
        for (int j = 0; j < lanes; j++) {
            scores[j] = middle + sums[j];
        }
    }

    /** Sums in variables of their own stay in registers, and need not wait for each other. */
    private void addGroup(float[] data, ExpertRows rows, int lane) {
        int[] offsets = rows.offsets();
        float[] values = rows.scaled();
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        for (int i = 0; i < rows.size(); i++) {
            int at = offsets[i] + lane;
            float value = values[i];
            a += data[at] * value;
            b += data[at + 1] * value;
            c += data[at + 2] * value;
            d += data[at + 3] * value;
            e += data[at + 4] * value;
            f += data[at + 5] * value;
            g += data[at + 6] * value;
            h += data[at + 7] * value;
        }
        sums[lane] = a;
        sums[lane + 1] = b;
        sums[lane + 2] = c;
        sums[lane + 3] = d;
        sums[lane + 4] = e;
        sums[lane + 5] = f;
        sums[lane + 6] = g;
        sums[lane + 7] = h;
    }

    private void add(float[] data, ExpertRows rows, int lane) {
        float sum = 0;
        for (int i = 0; i < rows.size(); i++) {
            sum += data[rows.offsets()[i] + lane] * rows.scaled()[i];
        }
        sums[lane] = sum;
    }

    /** The same sums in the same order, without what is to be forgotten. */
    private void addKept(float[] data, ExpertRows rows, Restarts restarts) {
        Arrays.fill(sums, 0);
        for (int i = 0; i < rows.size(); i++) {
            int offset = rows.offsets()[i];
            float value = rows.scaled()[i];
            for (int j = 0; j < lanes; j++) {
                if (restarts.isKept(data, offset, j / outputs)) {
                    sums[j] += data[offset + j] * value;
                }
            }
        }
    }

    /**
     * Makes a step.
     *
     * @param gradients of the loss by the scores
     * @param size mean of the events' sums of squared values
     * @param unit of the labels
     */
    void learn(float[] data, ExpertRows rows, double[] gradients, double importance, double size, double unit) {
        for (int j = 0; j < lanes; j++) {
            slopes[j] = (float) (importance * gradients[j]);
        }
        if (implicit) {
            sumSquares(data, rows);
            prepareAdaptive(importance, size, unit);
            stepAdaptive(data, rows);
        } else {
            prepareAdaptive(importance, size, unit);
            sumSquaresAndStep(data, rows);
        }
        prepareConstant(rows, importance, size);
        stepConstant(data, rows);
    }

    /** What the slope is multiplied by in a step of each adaptive lane, apart from the root. */
    private void prepareAdaptive(double importance, double size, double unit) {
        for (int j = 0; j < adaptive; j++) {
            double rate = panel.rate(j / outputs) * unit / Math.sqrt(size);
            steps[j] = (float) (rate / (1 + (implicit ? importance * rate * curvatures[j] : 0)));
        }
    }

    private void sumSquares(float[] data, ExpertRows rows) {
        Arrays.fill(curvatures, 0);
        int[] offsets = rows.offsets();
        float[] values = rows.scaled();
        for (int i = 0; i < rows.size(); i++) {
            int squares = offsets[i] + panel.squares();
            float value = values[i];
            for (int j = 0; j < adaptive; j++) {
                float g = slopes[j] * value;
                float s = Math.min(data[squares + j] + g * g, Float.MAX_VALUE);
                data[squares + j] = s;
                curvatures[j] += ratio(value * value, s);
            }
        }
    }

    /** By the root; 0 where there is no sum of squares, for what is that small has no square in a float. */
    private static float ratio(float numerator, float squares) {
        return squares > 0 ? numerator / (float) Math.sqrt(squares) : 0;
    }

    private void stepAdaptive(float[] data, ExpertRows rows) {
        int[] offsets = rows.offsets();
        float[] values = rows.scaled();
        for (int i = 0; i < rows.size(); i++) {
            int offset = offsets[i];
            int squares = offset + panel.squares();
            float value = values[i];
            for (int j = 0; j < adaptive; j++) {
                data[offset + j] -= steps[j] * ratio(slopes[j] * value, data[squares + j]);
            }
        }
    }

    private void sumSquaresAndStep(float[] data, ExpertRows rows) {
        int[] offsets = rows.offsets();
        float[] values = rows.scaled();
        for (int i = 0; i < rows.size(); i++) {
            int offset = offsets[i];
            int squares = offset + panel.squares();
            float value = values[i];
            for (int j = 0; j < adaptive; j++) {
                float g = slopes[j] * value;
                float s = Math.min(data[squares + j] + g * g, Float.MAX_VALUE);
                data[squares + j] = s;
                data[offset + j] -= steps[j] * ratio(g, s);
            }
        }
    }

    /** What the value is multiplied by in a step of each lane of constant rate. */
    private void prepareConstant(ExpertRows rows, double importance, double size) {
        double gain = implicit ? 1 : LOG_LOSS_RATE;
        for (int j = adaptive; j < lanes; j++) {
            double rate = panel.rate(j / outputs) / size;
            steps[j] = (float) (gain * rate * slopes[j] / (1 + importance * rate * rows.squares()));
        }
    }

    private void stepConstant(float[] data, ExpertRows rows) {
        int[] offsets = rows.offsets();
        float[] values = rows.scaled();
        for (int i = 0; i < rows.size(); i++) {
            int offset = offsets[i];
            float value = values[i];
            for (int j = adaptive; j < lanes; j++) {
                data[offset + j] -= steps[j] * value;
            }
        }
    }
}
