package dev.millrace.bench.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.report.Figures;
import java.util.Locale;

/** The ratios and slopes of all benchmarks as a table for a terminal. */
final class Overview {

    private Overview() {}

    static String of(Results results) {
        int width = 0;
        for (Section section : results.sections()) {
            for (JsonNode ratio : section.report().path("ratios")) {
                width = Math.max(width, ratio.path("name").asText().length());
            }
        }
        String row = "%n%-12s%-" + (width + 1) + "s%10s%10s%10s  %s";
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, row, "benchmark", "ratio", "median", "min", "max", "wanted")
                        .strip());
        for (Section section : results.sections()) {
            for (JsonNode ratio : section.report().path("ratios")) {
                text.append(String.format(
                                Locale.ROOT,
                                row,
                                section.name(),
                                ratio.path("name").asText(),
                                Figures.ratio(ratio.path("median").asDouble()),
                                Figures.ratio(ratio.path("min").asDouble()),
                                Figures.ratio(ratio.path("max").asDouble()),
                                wanted(ratio))
                        .stripTrailing());
            }
            for (JsonNode growth : section.report().path("growth")) {
                text.append(String.format(
                        Locale.ROOT,
                        "%n%-12s%s by %s: slope %.2f",
                        section.name(),
                        growth.path("cost").asText(),
                        growth.path("size").asText(),
                        growth.path("slope").asDouble()));
            }
        }
        return text.toString();
    }

    private static String wanted(JsonNode ratio) {
        if (!ratio.has("wanted")) {
            return "";
        }
        return ratio.path("wanted").asText() + (ratio.path("reached").asBoolean() ? "" : ": not reached");
    }
}
