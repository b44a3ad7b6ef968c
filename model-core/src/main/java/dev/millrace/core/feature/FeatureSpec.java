package dev.millrace.core.feature;

import java.util.Objects;

/**
 * One line of a {@link FeatureRecipe}: which field of the event becomes which feature.
 *
 * <p>Every feature has a name, unique in its recipe. Names are what parameters are shown under, and they are the
 * namespace that keeps equal values of two categorical fields apart.
 */
public sealed interface FeatureSpec {

    /** Unique in the recipe; not blank. */
    String name();

    /** What is done to a numeric value before it is standardised. */
    enum Transform {
        NONE,
        /** {@code sign(x) * ln(1 + |x|)}, in nats; keeps the sign, so that it is defined everywhere. */
        LOG1P
    }

    /**
     * A number as it stands in a field. Null means the feature is absent, which for a standardised feature is the same
     * as the running mean.
     *
     * @param standardize whether the running mean is subtracted and the running standard deviation divided by, both of
     *     the events before this one
     */
    record Numeric(String name, String field, Transform transform, boolean standardize) implements FeatureSpec {}

    /** A string, enum, boolean or integer whose every value has a weight of its own; null means absent. */
    record Categorical(String name, String field) implements FeatureSpec {}

    /** A part of the event's time, in the recipe's time zone. */
    record TimePart(String name, Part part, Encoding encoding) implements FeatureSpec {

        /** Which part; the number of values it takes is its {@link #period()}. */
        public enum Part {
            /** Hour of the day, 0 to 23. */
            HOUR(24),
            /** ISO day of the week, 1 (Monday) to 7. */
            WEEKDAY(7),
            /** Month of the year, 1 to 12. */
            MONTH(12);

            private final int period;

            Part(int period) {
                this.period = period;
            }

            public int period() {
                return period;
            }
        }

        /** How the part enters the model. */
        public enum Encoding {
            /** A weight for each value. */
            CATEGORICAL,
            /** Sine and cosine of the angle on the circle of the period, with minutes resp. days as fractions. */
            CYCLIC
        }
    }

    /**
     * The pair of two categories: every pair of values has a weight of its own. Each side names a categorical feature,
     * or a time part with categorical encoding, of the same recipe; or else a field of the event, read as a category.
     */
    record Cross(String name, String left, String right) implements FeatureSpec {}

    /**
     * Two parallel array fields, indices and values.
     *
     * @param dimension indices are below this and each has a row of its own; 0 if indices are hashed
     */
    record Sparse(String name, String indices, String values, int dimension) implements FeatureSpec {
        public Sparse {
            if (dimension < 0) {
                throw new IllegalArgumentException("dimension: expected 0 or more, got " + dimension);
            }
        }
    }

    /** Fails unless the name can stand in a parameter's name. */
    static String requireName(String name) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "a feature's name must not be blank nor contain '=', got '" + name + "'");
        }
        return name;
    }
}
