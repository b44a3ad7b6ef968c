package dev.millrace.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One hyperparameter of an {@link Algorithm}: how it is written in a config, and how it is read back from the value
 * that was built.
 *
 * @param <A> the algorithm's record
 */
sealed interface Parameter<A> {

    /** More steps than a stream of a million events a second has in a week. */
    long MAX_COUNT = 1_000_000_000_000L;

    /** The key in the config. */
    String name();

    /** What it does, with its unit; a phrase without a full stop. */
    String meaning();

    /** Its value in the record. */
    Function<A, ?> of();

    /**
     * A single value.
     *
     * @param preset the default; null if the parameter must be written
     */
    record Scalar<A, V>(
            String name, ScalarType<V> type, @Nullable V preset, String meaning, Function<A, ? extends V> of)
            implements Parameter<A> {

        /** The value in a section; null if it is missing without a default, or wrong, both of which is reported. */
        @Nullable
        V read(Section section) {
            return preset == null ? section.required(name, type) : section.optional(name, type, preset);
        }
    }

    /**
     * Another algorithm that this one wraps, as a warm-up wraps any schedule.
     *
     * @param catalog what it may be; asked for late, because a catalog may link to itself
     */
    record Link<A>(String name, Supplier<Catalog<?>> catalog, String meaning, Function<A, ?> of)
            implements Parameter<A> {}

    static <A> Scalar<A, Double> required(String name, Range range, String meaning, Function<A, Double> of) {
        return new Scalar<>(name, ScalarType.number(range), null, meaning, of);
    }

    static <A> Parameter<A> number(String name, double preset, Range range, String meaning, Function<A, Double> of) {
        return new Scalar<>(name, ScalarType.number(range), preset, meaning, of);
    }

    static <A> Parameter<A> integer(
            String name, int preset, int low, int high, String meaning, Function<A, Integer> of) {
        return new Scalar<>(name, ScalarType.integer(low, high), preset, meaning, of);
    }

    /** A required number of steps, examples and the like, from 1 to {@value #MAX_COUNT}. */
    static <A> Parameter<A> requiredCount(String name, String meaning, Function<A, Long> of) {
        return new Scalar<>(name, ScalarType.count(1, MAX_COUNT), null, meaning, of);
    }

    /** The same with a default, and 0 or any other least value. */
    static <A> Parameter<A> count(String name, long preset, long low, String meaning, Function<A, Long> of) {
        return new Scalar<>(name, ScalarType.count(low, MAX_COUNT), preset, meaning, of);
    }

    static <A> Parameter<A> flag(String name, boolean preset, String meaning, Function<A, Boolean> of) {
        return new Scalar<>(name, ScalarType.FLAG, preset, meaning, of);
    }

    /** One of a few words. */
    static <A> Parameter<A> word(
            String name, String preset, List<String> words, String meaning, Function<A, String> of) {
        Map<String, String> itself = words.stream().collect(Collectors.toMap(word -> word, word -> word));
        return new Scalar<>(name, ScalarType.choice(itself, words), preset, meaning, of);
    }

    static <A> Parameter<A> link(String name, Supplier<Catalog<?>> catalog, String meaning, Function<A, ?> of) {
        return new Link<>(name, catalog, meaning, of);
    }
}
