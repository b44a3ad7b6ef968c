package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.feature.FeatureVector;

/**
 * Running mean and standard deviation of the standardised features (Welford 1962; Knuth, The Art of Computer Programming
 * 2, 4.2.2), of learned examples only. A feature that has not varied yet is standardised to 0.
 *
 * <p>Nothing that is further from the mean than so many deviations goes further than that: neither into the model, nor into
 * mean and deviation (winsorising, as M-estimators of location do; Huber 1964). With a limit of k, one wild value among n
 * stretches the deviation by at most sqrt(1 + k²/n), and moves the mean by k/n deviations. What was no outlier but a change
 * of the stream still gets through, because the deviation grows with each such value: by half of k²/n, geometrically, so
 * that a jump by any distance d is taken in within about 2 n ln(d) / k² events.
 *
 * <p>The deviation of few values says little, above all if they happen to be close together. So the limit is counted in the
 * mean, or 1 if that is larger, as long as a feature has not varied; and in no less than 1/2^n of that, when n values have.
 * The very first value cannot be told from a wild one: only the recipe's limit on magnitudes protects from it.
 */
final class OnlineScaler {

    /** With so many values, 1/2^n is nothing. */
    private static final int FEW = 64;

    private final long[] counts;
    private final double[] means;
    private final double[] squares;
    private final double maxDeviations;

    /** @param maxDeviations infinite for no limit */
    OnlineScaler(int features, double maxDeviations) {
        this.counts = new long[features];
        this.means = new double[features];
        this.squares = new double[features];
        this.maxDeviations = maxDeviations;
    }

    /** The value in deviations from the mean; an infinite one stays so, for the learner to refuse. */
    float standardize(int feature, float value) {
        if (Float.isInfinite(value)) {
            return value;
        }
        double variance = squares[feature] / counts[feature];
        if (!(variance > 0)) {
            return 0;
        }
        double deviation = Math.sqrt(variance);
        double limit = maxDeviations * (unit(feature) / deviation);
        return (float) Math.max(-limit, Math.min(limit, (value - means[feature]) / deviation));
    }

    /** Takes in the raw values at the head of an event's vector. */
    void update(FeatureVector event) {
        for (int i = 0; i < event.scaled(); i++) {
            float value = event.value(i);
            if (!Float.isNaN(value)) {
                double taken = limited(i, value);
                counts[i]++;
                double delta = taken - means[i];
                means[i] += delta / counts[i];
                squares[i] += delta * (taken - means[i]);
            }
        }
    }

    /** The value, or the nearest that may enter the statistics. */
    private double limited(int feature, float value) {
        if (counts[feature] == 0) {
            return value;
        }
        double mean = means[feature];
        double distance = maxDeviations * unit(feature);
        return Math.max(mean - distance, Math.min(mean + distance, value));
    }

    /** What the limit is counted in, if there is a value: the deviation, as soon as that can be known. */
    private double unit(int feature) {
        long count = counts[feature];
        double scale = Math.max(1, Math.abs(means[feature]));
        double variance = squares[feature] / count;
        if (!(variance > 0)) {
            return scale;
        }
        double deviation = Math.sqrt(variance);
        return count < FEW ? Math.max(deviation, Math.scalb(scale, (int) -count)) : deviation;
    }

    /** What is known of a feature. */
    ScaledFeature statistics(int feature) {
        long count = counts[feature];
        return new ScaledFeature(count, means[feature], count == 0 ? 0 : Math.sqrt(squares[feature] / count));
    }

    void save(StateWriter out) {
        out.writeCount(counts.length);
        for (int i = 0; i < counts.length; i++) {
            out.writeCount(counts[i]);
            out.writeDouble(means[i]);
            out.writeDouble(squares[i]);
        }
    }

    void load(StateReader in) {
        in.expectCount(counts.length, "standardised features");
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readCount();
            means[i] = in.readFinite("mean of a standardised feature");
            squares[i] = in.readFinite("squared deviations of a standardised feature");
            if (squares[i] < 0) {
                throw new CorruptStateException(
                        "squared deviations of a standardised feature: expected 0 or more, found " + squares[i]);
            }
        }
    }
}
