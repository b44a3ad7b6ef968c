package dev.millrace.core.expert;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import java.util.Arrays;

/**
 * A linear score of few inputs whose weights follow Newton's steps, by recursive least squares with forgetting (Haykin,
 * Adaptive Filter Theory). In double precision, so that the covariance need not be kept in factors.
 *
 * <p>Costs about {@code 2 n^2} multiplications an event. One thread; allocates nothing per event.
 */
final class RecursiveLeastSquares {

    private final int size;
    private final double variance;
    private final double forgetting;
    private final double[] weights;
    /** Symmetric; row by row. */
    private final double[] covariance;

    private final double[] gain;

    /**
     * @param variance of a weight at the beginning; the mean variance never grows beyond it
     * @param forgetting what is kept from event to event, above 0, to 1
     */
    RecursiveLeastSquares(int size, double variance, double forgetting) {
        this.size = size;
        this.variance = variance;
        this.forgetting = forgetting;
        this.weights = new double[size];
        this.covariance = new double[size * size];
        this.gain = new double[size];
        reset();
    }

    /** Begins anew: the first weight is 1, all others 0. */
    void reset() {
        Arrays.fill(weights, 0);
        Arrays.fill(covariance, 0);
        weights[0] = 1;
        for (int i = 0; i < size; i++) {
            covariance[i * size + i] = variance;
        }
    }

    /** @param offset where the inputs begin */
    double score(double[] inputs, int offset) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += weights[i] * inputs[offset + i];
        }
        return sum;
    }

    /**
     * Makes a Newton step.
     *
     * @param direction the inputs, or whatever the gradient is a multiple of
     * @param slope which multiple
     * @param curvature of the loss along the direction, above 0
     */
    void learn(double[] direction, double slope, double curvature) {
        Arrays.fill(gain, 0);
        // By columns, which are rows too: sums side by side need not wait for each other.
        for (int j = 0; j < size; j++) {
            double input = direction[j];
            for (int i = 0; i < size; i++) {
                gain[i] += covariance[j * size + i] * input;
            }
        }
        double total = 1 / curvature;
        for (int i = 0; i < size; i++) {
            total += gain[i] * direction[i];
        }
        double share = 1 / total;
        double factor = slope / (curvature * total);
        double trace = 0;
        for (int i = 0; i < size; i++) {
            double own = gain[i];
            weights[i] -= factor * own;
            // The product of two gains does not mind their order: the covariance stays symmetric to the last bit.
            for (int j = 0; j < size; j++) {
                covariance[i * size + j] -= own * gain[j] * share;
            }
            trace += covariance[i * size + i];
        }
        if (forgetting < 1 && trace < forgetting * variance * size) {
            double growth = 1 / forgetting;
            for (int i = 0; i < covariance.length; i++) {
                covariance[i] *= growth;
            }
        }
    }

    /** Whether all is finite, and no variance below 0, as rounding may make one after an event of enormous weight. */
    boolean isSound() {
        double zero = 0;
        boolean positive = true;
        for (int i = 0; i < size; i++) {
            zero += weights[i] * 0 + covariance[i * size + i] * 0;
            positive &= covariance[i * size + i] >= 0;
        }
        return zero == 0 && positive;
    }

    /** Of the covariance, which is symmetric, half is enough. */
    void save(StateWriter out) {
        out.writeDoubles(weights);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                out.writeDouble(covariance[i * size + j]);
            }
        }
    }

    void load(StateReader in) {
        for (int i = 0; i < size; i++) {
            weights[i] = in.readFinite("weight of a stack");
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double value = in.readFinite("covariance of a stack");
                if (i == j && value < 0) {
                    throw new CorruptStateException("variance of a stack: expected 0 or more, found " + value);
                }
                covariance[i * size + j] = value;
                covariance[j * size + i] = value;
            }
        }
    }
}
