package dev.millrace.core.feature;

/**
 * The fields of one event that a recipe asked for, by their position in {@link FeatureExtractor#fields} or
 * {@link LabelReader#fields}. Implemented for each format that events come in.
 *
 * <p>A view that is valid until the next event; one thread.
 */
public interface EventFields {

    boolean isNull(int field);

    /**
     * The number in a field; a boolean counts as 0 or 1. May be NaN or infinite: the caller checks.
     *
     * @throws InvalidEventException if the field is no number
     */
    double number(int field) throws InvalidEventException;

    /**
     * Appends the text of a category: a string, enum symbol, boolean or integer.
     *
     * @throws InvalidEventException if the field is none of these
     */
    void category(int field, Utf8Buffer into) throws InvalidEventException;

    /**
     * Number of elements of an array field.
     *
     * @throws InvalidEventException if the field is no array of numbers
     */
    int length(int field) throws InvalidEventException;

    /**
     * Copies all elements of an array field.
     *
     * @param into of {@link #length} or more
     * @throws InvalidEventException if one is no integer
     */
    void integers(int field, long[] into) throws InvalidEventException;

    /**
     * Copies all elements of an array field. They may be NaN or infinite: the caller checks.
     *
     * @param into of {@link #length} or more
     * @throws InvalidEventException if one is no number
     */
    void numbers(int field, double[] into) throws InvalidEventException;
}
