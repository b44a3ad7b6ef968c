package dev.millrace.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Medians, and how far the rounds lie apart. */
final class Figures {

    static final String HEAD = "                                    median         min         max";

    private Figures() {}

    /** Of one value or more. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** A line below {@link #HEAD}. */
    static String row(String name, List<Double> values, String format) {
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
