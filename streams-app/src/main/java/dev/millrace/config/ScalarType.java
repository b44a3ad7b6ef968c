package dev.millrace.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One kind of single value: what is expected, in words that follow "expected", and how to read it.
 *
 * @param words all that is allowed, if that is a short list; else empty
 * @param parse the value, or null if the text is not one
 */
public record ScalarType<T>(String expected, List<String> words, Function<String, @Nullable T> parse) {

    /** Decimal numbers only: Java would also take "NaN", "1f" and hexadecimal. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

    public static final ScalarType<String> TEXT = new ScalarType<>("text", List.of(), text -> text);

    static final ScalarType<Boolean> FLAG =
            new ScalarType<>("true or false", List.of("true", "false"), Map.of("true", true, "false", false)::get);

    static ScalarType<String> matching(String expected, Pattern pattern) {
        return new ScalarType<>(
                expected, List.of(), text -> pattern.matcher(text).matches() ? text : null);
    }

    /** A whole number within two bounds. */
    public static ScalarType<Integer> integer(int low, int high) {
        String expected = "a whole number " + Range.between(low, high).inWords();
        return new ScalarType<>(expected, List.of(), text -> {
            if (!INTEGER.matcher(text).matches()) {
                return null;
            }
            long value = Long.parseLong(text);
            return value >= low && value <= high ? (int) value : null;
        });
    }

    /** @param high at most 10^15, so that a double tells it exactly */
    public static ScalarType<Long> count(long low, long high) {
        String expected =
                "a whole number " + Range.between((double) low, (double) high).inWords();
        return new ScalarType<>(expected, List.of(), text -> {
            if (!INTEGER.matcher(text).matches()) {
                return null;
            }
            long value = Long.parseLong(text);
            return value >= low && value <= high ? value : null;
        });
    }

    static ScalarType<Double> number(Range range) {
        return new ScalarType<>("a number " + range.inWords(), List.of(), text -> {
            boolean fits = NUMBER.matcher(text).matches() && range.contains(Double.parseDouble(text));
            return fits ? Double.valueOf(text) : null;
        });
    }

    /** Whether a text is a decimal number. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** @param words the keys of the map in the order in which they are told to the user */
    public static <T> ScalarType<T> choice(Map<String, T> values, List<String> words) {
        return new ScalarType<>("one of " + String.join(", ", words), List.copyOf(words), values::get);
    }

    /** The word that stands for a value of a choice. */
    String word(T value) {
        return words.stream()
                .filter(word -> value.equals(parse.apply(word)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of " + words + ", got " + value));
    }

    /** Why the text is refused, and what may have been meant. */
    String refusal(String text, String origin) {
        String nearest = Spelling.nearest(text, words);
        return "expected " + expected + "; found '" + shortened(text) + "'" + origin
                + (nearest == null ? "" : " (did you mean '" + nearest + "'?)");
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
