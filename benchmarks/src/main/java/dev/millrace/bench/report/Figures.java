package dev.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Medians, and how far the rounds lie apart. */
public final class Figures {

    public static final String HEAD = "                                    median         min         max";

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

    /** A line below {@link #HEAD}. */
    public static String row(String name, List<Double> values, String format) {
        return String.format(Locale.ROOT, "%-30s", name)
                + String.format(Locale.ROOT, format, median(values))
                + String.format(
                        Locale.ROOT,
                        format,
                        values.stream().min(Comparator.naturalOrder()).orElseThrow())
                + String.format(
                        Locale.ROOT,
                        format,
                        values.stream().max(Comparator.naturalOrder()).orElseThrow());
    }
}
