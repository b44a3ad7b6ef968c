package dev.millrace.bench.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.report.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document of all benchmarks, in Markdown: what is wanted and reached, a section each, the machines. */
final class Document {

    static final String COMMENT =
            "<!-- Written by `./millrace bench all --write docs`, from what it measured, which is in benchmarks.json.\n"
                    + "     To change the text: the .md files among the resources of the module benchmarks; then\n"
                    + "     mvn test -pl benchmarks -am -Dtest=BenchmarksPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dmillrace.docs=write -->";

    private final String introduction;
    private final List<Entry> suite;
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Document(String introduction, List<Entry> suite, Results results) {
        this.introduction = introduction;
        this.suite = suite;
        this.results = results;
    }

    /** @param introduction Markdown that begins with the title */
    static String of(String introduction, List<Entry> suite, Results results) {
        return new Document(introduction, suite, results).write();
    }

    private String write() {
        text.append(COMMENT).append("\n\n").append(introduction).append('\n');
        wanted();
        suite.forEach(this::section);
        machines();
        return text.toString();
    }

    private void wanted() {
        text.append("\n## What is wanted, and what is reached\n\n");
        if (results.sections().stream().anyMatch(Section::isShort)) {
            text.append(
                    "**Some of this document was measured in a short form, which shows that a benchmark works, not how"
                            + " fast anything is.**\n\n");
        }
        text.append("| ratio | wanted | median | min | max | reached | command |\n");
        text.append("| --- | --- | ---: | ---: | ---: | --- | --- |\n");
        for (Entry entry : suite) {
            results.of(entry.name())
                    .ifPresent(
                            section -> section.report().path("ratios").forEach(ratio -> wanted(entry, section, ratio)));
        }
    }

    private void wanted(Entry entry, Section section, JsonNode ratio) {
        if (ratio.has("wanted")) {
            row(
                    cell(ratio.path("name").asText()),
                    ratio.path("wanted").asText(),
                    numbers(ratio, true),
                    reached(section, ratio),
                    "`" + entry.command(section.isShort()) + "`");
        }
    }

    private void section(Entry entry) {
        text.append("\n## `").append(entry.command(false)).append("`\n\n");
        text.append(entry.prose()).append("\n\n");
        results.of(entry.name()).ifPresentOrElse(this::found, () -> text.append("Not measured yet.\n"));
        text.append("\nIn short, to see that it works: `")
                .append(entry.command(true))
                .append("`\n");
    }

    private void found(Section section) {
        JsonNode report = section.report();
        text.append("Measured on ").append(section.date());
        text.append(section.isShort() ? ", **in the short form**: " : ": ");
        text.append(report.path("setting").asText()).append(".\n");
        if (!report.path("ratios").isEmpty()) {
            text.append("\n| ratio | median | min | max | wanted | reached |\n");
            text.append("| --- | ---: | ---: | ---: | --- | --- |\n");
            for (JsonNode ratio : report.path("ratios")) {
                row(
                        cell(ratio.path("name").asText()),
                        numbers(ratio, true),
                        ratio.path("wanted").asText("-"),
                        ratio.has("wanted") ? reached(section, ratio) : "-");
            }
        }
        if (!report.path("figures").isEmpty()) {
            text.append("\n| figure | unit | median | min | max |\n| --- | --- | ---: | ---: | ---: |\n");
            for (JsonNode figure : report.path("figures")) {
                row(cell(figure.path("name").asText()), cell(figure.path("unit").asText()), numbers(figure, false));
            }
        }
        report.path("growth").forEach(this::growth);
        report.path("notes")
                .forEach(note -> text.append('\n').append(note.asText()).append('\n'));
    }

    private void growth(JsonNode growth) {
        text.append("\n| ").append(cell(growth.path("size").asText())).append(" | ");
        text.append(cell(growth.path("cost").asText())).append(" | min | max | slope |\n");
        text.append("| ---: | ---: | ---: | ---: | ---: |\n");
        int i = 0;
        for (JsonNode point : growth.path("points")) {
            row(
                    Figures.exact(point.path("size").asDouble()),
                    numbers(point, false),
                    i == 0 ? "" : slope(growth.path("slopes").path(i - 1)));
            i++;
        }
        text.append("\nSlope ").append(slope(growth.path("slope"))).append(" over all sizes. ");
        text.append(growth.path("bend").asText()).append('\n');
    }

    /** One paragraph, or one for each machine that a section was measured on. */
    private void machines() {
        Map<JsonNode, StringBuilder> machines = new LinkedHashMap<>();
        for (Section section : results.sections()) {
            StringBuilder names = machines.computeIfAbsent(section.machine(), machine -> new StringBuilder());
            names.append(names.isEmpty() ? "" : ", ").append(section.name());
        }
        text.append("\n## The machine\n");
        machines.forEach((machine, names) -> {
            if (machines.size() > 1) {
                text.append("\nOf ").append(names).append(":\n");
            }
            text.append("\n| | |\n| --- | --- |\n");
            machine.properties()
                    .forEach(entry -> row(entry.getKey(), cell(entry.getValue().asText())));
        });
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** What a short form says of speed needs no excuse. */
    private static String reached(Section section, JsonNode ratio) {
        String no = section.isShort() ? "no" : "[no](performance-notes.md)";
        return (ratio.path("reached").asBoolean() ? "yes" : no) + (section.isShort() ? " (short)" : "");
    }

    private static String numbers(JsonNode line, boolean isRatio) {
        double median = line.path("median").asDouble();
        return List.of("median", "min", "max").stream()
                .map(key -> line.path(key).asDouble())
                .map(value -> isRatio ? Figures.ratio(value) : Figures.measured(value, median))
                .reduce((left, right) -> left + " | " + right)
                .orElseThrow();
    }

    private static String slope(JsonNode slope) {
        return String.format(Locale.ROOT, "%.2f", slope.asDouble());
    }

    private static String cell(String content) {
        return content.replace("|", "\\|");
    }
}
