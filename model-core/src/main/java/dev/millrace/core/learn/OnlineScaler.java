package dev.millrace.core.learn;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.feature.FeatureVector;

/**
 * Running mean and standard deviation of the standardised features (Welford 1962; Knuth, The Art of Computer Programming
 * 2, 4.2.2), of learned examples only. A feature that has not varied yet is standardised to 0.
 */
final class OnlineScaler {

    private final long[] counts;
    private final double[] means;
    private final double[] squares;

    OnlineScaler(int features) {
        this.counts = new long[features];
        this.means = new double[features];
        this.squares = new double[features];
    }

    float standardize(int feature, float value) {
        double variance = squares[feature] / counts[feature];
        return variance > 0 ? (float) ((value - means[feature]) / Math.sqrt(variance)) : 0;
    }

    /** Takes in the raw values at the head of an event's vector. */
    void update(FeatureVector event) {
        for (int i = 0; i < event.scaled(); i++) {
            float value = event.value(i);
            if (!Float.isNaN(value)) {
                counts[i]++;
                double delta = value - means[i];
                means[i] += delta / counts[i];
                squares[i] += delta * (value - means[i]);
            }
        }
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
