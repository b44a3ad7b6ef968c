package dev.millrace.bench.core;

import dev.millrace.core.math.Exact;
import java.util.Arrays;

/**
 * The same arithmetic as a loop that can do nothing else: the limit. Weight and sum of squares stand side by side in one
 * array. It ends with the same bits as the learner.
 */
final class FixedLoop implements Peer {

    static final String NAME = "fixed loop";

    /** From here on the learner, too, takes the gradient from the other end. */
    private static final double NEARLY_CERTAIN = 0.999;

    private final float rate;
    private final float epsilon;
    private final float[] state = new float[2 * Rows.DIMENSION];
    private final int[] indices = new int[CHUNK * Rows.WIDTH];
    private final float[] values = new float[CHUNK * Rows.WIDTH];
    private final int[] labels = new int[CHUNK];
    private final LogLoss loss = new LogLoss();
    private double chunkLoss;
    private int size;

    FixedLoop(double rate, double epsilon) {
        this.rate = (float) rate;
        this.epsilon = (float) epsilon;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void reset() {
        Arrays.fill(state, 0);
        loss.clear();
    }

    @Override
    public void prepare(Rows rows, int from, int to) {
        size = to - from;
        System.arraycopy(rows.indices, from * Rows.WIDTH, indices, 0, size * Rows.WIDTH);
        System.arraycopy(rows.values, from * Rows.WIDTH, values, 0, size * Rows.WIDTH);
        for (int i = 0; i < size; i++) {
            labels[i] = rows.labels[from + i];
        }
    }

    @Override
    public void learn() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += learn(i * Rows.WIDTH, labels[i]);
        }
        chunkLoss = sum;
    }

    private double learn(int start, int label) {
        double score = 0;
        for (int i = start; i < start + Rows.WIDTH; i++) {
            score += (double) state[2 * indices[i]] * values[i];
        }
        double e = Exact.exp(-Math.abs(score));
        double prediction = score >= 0 ? 1 / (1 + e) : e / (1 + e);
        double slope = prediction - label;
        if (label == 1 && prediction > NEARLY_CERTAIN) {
            slope = -e / (1 + e);
        }
        for (int i = start; i < start + Rows.WIDTH; i++) {
            int at = 2 * indices[i];
            float g = (float) (slope * values[i]);
            float squares = Math.fma(g, g, state[at + 1]);
            state[at + 1] = squares;
            float divisor = (float) Math.sqrt(squares) + epsilon;
            state[at] -= divisor == 0 ? 0 : rate * g / divisor;
        }
        return Math.max(score, 0) - score * label + Exact.log1p(e);
    }

    @Override
    public void judge() {
        loss.addSum(chunkLoss, size);
    }

    @Override
    public double meanLoss() {
        return loss.mean();
    }

    /** Whether a weight and its sum of squares have the same bits as those at that offset. */
    boolean isEqual(int index, float[] other, int offset) {
        return Float.floatToRawIntBits(state[2 * index]) == Float.floatToRawIntBits(other[offset])
                && Float.floatToRawIntBits(state[2 * index + 1]) == Float.floatToRawIntBits(other[offset + 1]);
    }

    @Override
    public void close() {}
}
