package dev.millrace.core.expert;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.math.Exact;
import java.util.Arrays;

/**
 * How much each expert is believed: Bayes' rule with fixed share (Herbster and Warmuth, Machine Learning 1998), the share
 * rate itself mixed over a few values by Bayes' rule (as Bousquet, "A note on parameter tuning for on-line shifting
 * algorithms", 2003). After each event, a weight is multiplied by {@code exp(-temperature * loss)}; then each expert gives
 * away so much of its weight, to be shared by all.
 *
 * <p>For log loss, a temperature of 1, and predictions that are means by these weights, the sum of the mixture's losses is
 * after any number of events at most that of any one expert plus {@code ln K + ln S}, with K experts and S share rates of
 * which one is 0; with that one alone, plus {@code ln K} (Vovk 1990). No two losses of one event may be further apart than 45 for that.
 *
 * <p>One thread; allocates nothing per event.
 */
public final class Mixture {

    /** Weights below e^-45 of the largest are left out of the sum: they would not change its last digit. */
    private static final double NEGLIGIBLE = -45;

    /** How far an expert can fall behind with one event: what is infinite could not be made up for, or be resumed. */
    private static final double MOST_BEHIND = 1e6;

    /** No share rate loses all belief, so that no expert does. */
    private static final double LEAST_BELIEF = -500;

    private final int experts;
    private final double[] shares;
    /** Of each share rate above 0: the weights of its experts, which add up to 1. Of a rate of 0: their logarithms. */
    private final double[][] parts;
    /** Logarithms of how much each share rate is believed; only their differences count. */
    private final double[] belief;

    private final double[] weights;
    private final double[] factors;
    /** How much worse than the best each expert was with the last event, times the temperature. */
    private final double[] behind;

    private final double[] believed;

    /**
     * @param experts 1 or more
     * @param shares rates, each 0 to below 1
     */
    public Mixture(int experts, double... shares) {
        if (experts < 1 || shares.length == 0) {
            throw new IllegalArgumentException(
                    "expected at least one expert and share rate, got " + experts + " and " + shares.length);
        }
        for (double share : shares) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("share rate: expected 0 to below 1, got " + share);
            }
        }
        this.experts = experts;
        this.shares = shares.clone();
        this.parts = new double[shares.length][experts];
        this.belief = new double[shares.length];
        this.weights = new double[experts];
        this.factors = new double[experts];
        this.behind = new double[experts];
        this.believed = new double[shares.length];
        for (int s = 0; s < shares.length; s++) {
            Arrays.fill(parts[s], shares[s] == 0 ? 0 : 1.0 / experts);
        }
        sum();
    }

    /** The weight of each expert in the next prediction; they add up to 1. Valid until the next {@link #learn}. */
    public double[] weights() {
        return weights;
    }

    /** How much each share rate is believed; they add up to 1. Valid until the next {@link #learn}. */
    public double[] shareWeights() {
        return believed;
    }

    /**
     * Weighs the experts anew.
     *
     * @param losses of the experts, finite
     * @param temperature 0 or greater; 1 for log loss
     */
    public void learn(double[] losses, double temperature) {
        double least = losses[0];
        for (int k = 1; k < experts; k++) {
            least = Math.min(least, losses[k]);
        }
        for (int k = 0; k < experts; k++) {
            behind[k] = Math.min(MOST_BEHIND, Math.min(temperature, Double.MAX_VALUE) * (losses[k] - least));
            factors[k] = Exact.exp(-behind[k]);
        }
        for (int s = 0; s < shares.length; s++) {
            if (shares[s] == 0) {
                learnForGood(s);
            } else {
                learnAndShare(s);
            }
        }
        sum();
    }

    private void learnForGood(int s) {
        double[] logarithms = parts[s];
        double before = logSum(logarithms);
        for (int k = 0; k < experts; k++) {
            logarithms[k] -= behind[k];
        }
        belief[s] += logSum(logarithms) - before;
    }

    private void learnAndShare(int s) {
        double[] part = parts[s];
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            part[k] *= factors[k];
            sum += part[k];
        }
        double kept = (1 - shares[s]) / sum;
        double given = shares[s] / experts;
        for (int k = 0; k < experts; k++) {
            part[k] = part[k] * kept + given;
        }
        belief[s] += Exact.log(sum);
    }

    /** The weights of all share rates together. Logarithms are brought back to a largest of 0, so that they keep digits. */
    private void sum() {
        double most = largest(belief);
        double total = 0;
        for (int s = 0; s < shares.length; s++) {
            belief[s] = Math.max(belief[s] - most, LEAST_BELIEF);
            believed[s] = Exact.exp(belief[s]);
            total += believed[s];
        }
        Arrays.fill(weights, 0);
        for (int s = 0; s < shares.length; s++) {
            believed[s] /= total;
            if (shares[s] == 0) {
                addForGood(parts[s], believed[s]);
            } else {
                for (int k = 0; k < experts; k++) {
                    weights[k] += believed[s] * parts[s][k];
                }
            }
        }
    }

    private void addForGood(double[] logarithms, double factor) {
        double most = largest(logarithms);
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            logarithms[k] -= most;
            factors[k] = logarithms[k] < NEGLIGIBLE ? 0 : Exact.exp(logarithms[k]);
            sum += factors[k];
        }
        for (int k = 0; k < experts; k++) {
            weights[k] += factor * (factors[k] / sum);
        }
    }

    private double logSum(double[] logarithms) {
        double most = largest(logarithms);
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            double behind = logarithms[k] - most;
            sum += behind < NEGLIGIBLE ? 0 : Exact.exp(behind);
        }
        return most + Exact.log(sum);
    }

    private static double largest(double[] values) {
        double most = values[0];
        for (int i = 1; i < values.length; i++) {
            most = Math.max(most, values[i]);
        }
        return most;
    }

    void save(StateWriter out) {
        out.writeDoubles(belief);
        for (double[] part : parts) {
            out.writeDoubles(part);
        }
    }

    void load(StateReader in) {
        for (int s = 0; s < shares.length; s++) {
            belief[s] = in.readFinite("belief in a share rate");
        }
        for (int s = 0; s < shares.length; s++) {
            for (int k = 0; k < experts; k++) {
                parts[s][k] = in.readFinite("weight of an expert");
            }
            requireWeights(s);
        }
        sum();
    }

    private void requireWeights(int s) {
        double sum = 0;
        for (double weight : parts[s]) {
            if (shares[s] == 0 ? weight > 0 : weight < 0) {
                throw new CorruptStateException("weight of an expert: expected one, found " + weight);
            }
            sum += weight;
        }
        if (shares[s] > 0 && Math.abs(sum - 1) > 1e-9) {
            throw new CorruptStateException("weights of the experts: expected a sum of 1, found " + sum);
        }
    }
}
