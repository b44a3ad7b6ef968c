package dev.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Medians, and how far the rounds lie apart. */
public final class Figures {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Figures() {}

    /** An empty JSON object, to be filled and printed. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Median, least and largest of one value or more. */
    public static ObjectNode object(List<Double> values) {
        return object().put("median", median(values))
                .put("min", Collections.min(values))
                .put("max", Collections.max(values));
    }

    /** The quotients of two lists, round by round. */
    public static List<Double> ratios(List<Double> numerators, List<Double> denominators) {
        if (numerators.size() != denominators.size()) {
            throw new IllegalArgumentException(
                    "expected as many rounds of both, got " + numerators.size() + " and " + denominators.size());
        }
        return IntStream.range(0, numerators.size())
                .mapToObj(i -> numerators.get(i) / denominators.get(i))
                .toList();
    }

    /** Of one value or more. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** A measured value, with digits enough to tell values of the size of {@code median} apart. */
    public static String measured(double value, double median) {
        return String.format(Locale.ROOT, median >= 100 ? "%,.0f" : median >= 1 ? "%.2f" : "%.4f", value);
    }

    /** A ratio, with three decimals, or fewer if it is large. */
    public static String ratio(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f", value);
    }

    /** A size or a bar: all of its digits, whole numbers without decimals. */
    public static String exact(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
