package dev.millrace.core.feature;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How an event becomes a feature vector. Immutable; part of a learner's fingerprint.
 *
 * @param features in the order in which they enter the vector; a bias is always there and is not listed
 * @param hashBits hashed features share 2^hashBits rows; 1 to 26
 * @param hashSeed seed of the hash
 * @param zone time zone in which parts of the event's time are taken
 * @param limits what an event may hold
 */
public record FeatureRecipe(List<FeatureSpec> features, int hashBits, int hashSeed, ZoneId zone, Limits limits) {

    /** Name of the row that is 1 in every event. */
    public static final String BIAS = "bias";

    /**
     * Bounds that protect memory and the running statistics from a wild event.
     *
     * @param maxFeatures most features in one event; an event with more is refused
     * @param maxMagnitude largest absolute value of a feature before standardisation, and of a label that is a number; an
     *     event with a larger one is refused
     * @param maxDeviations how many standard deviations a standardised value counts for at most, in the model and in the
     *     running mean and deviation; {@link #UNLIMITED} for no limit. An event is not refused for it
     */
    public record Limits(int maxFeatures, double maxMagnitude, double maxDeviations) {

        public static final double UNLIMITED = Double.POSITIVE_INFINITY;

        public static final Limits DEFAULT = new Limits(100_000, 1e15, 20);

        /** Why a number whose absolute value is above {@code maxMagnitude}, or NaN, is refused. */
        static String magnitudeProblem(double number, double maxMagnitude) {
            return "expected a number between -" + maxMagnitude + " and " + maxMagnitude
                    + " (limits.max-magnitude), got " + number;
        }

        public Limits {
            if (maxFeatures < 1) {
                throw new IllegalArgumentException("maxFeatures: expected 1 or more, got " + maxFeatures);
            }
            if (!(maxMagnitude > 0 && maxMagnitude <= 1e30)) {
                throw new IllegalArgumentException(
                        "maxMagnitude: expected above 0 and at most 1e30, got " + maxMagnitude);
            }
            if (!((maxDeviations >= 3 && maxDeviations <= 1e6) || maxDeviations == UNLIMITED)) {
                throw new IllegalArgumentException(
                        "maxDeviations: expected 3 to 1e6, or UNLIMITED, got " + maxDeviations);
            }
        }
    }

    public FeatureRecipe {
        features = List.copyOf(features);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features: expected at least one");
        }
        if (hashBits < 1 || hashBits > 26) {
            throw new IllegalArgumentException("hashBits: expected 1 to 26, got " + hashBits);
        }
        Set<String> names = new HashSet<>(Set.of(BIAS));
        for (FeatureSpec feature : features) {
            if (!names.add(FeatureSpec.requireName(feature.name()))) {
                throw new IllegalArgumentException("features: two have the name '" + feature.name() + "'");
            }
        }
    }
}
