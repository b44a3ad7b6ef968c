package dev.millrace.core.feature;

/**
 * Where an event's weight comes from.
 *
 * @param field a number, or a boolean as 0 or 1
 * @param max largest weight that is believed, above 0 and at most 1e9; an event with a larger one is refused
 */
public record WeightSpec(String field, double max) {

    /** Of a config that names none. */
    public static final double DEFAULT_MAX = 1e6;

    public WeightSpec {
        if (!(max > 0 && max <= 1e9)) {
            throw new IllegalArgumentException("max: expected above 0 and at most 1e9, got " + max);
        }
    }
}
