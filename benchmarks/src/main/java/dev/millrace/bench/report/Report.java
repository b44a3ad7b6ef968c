package dev.millrace.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found: medians with least and largest of the rounds that count, ratios beside what they are wanted to be,
 * tables of growth. One thread.
 */
public final class Report {

    private record Line(
            String name,
            String unit,
            List<Double> rounds,
            @Nullable Bar bar) {

        String title() {
            return unit.isEmpty() ? name : name + ", " + unit;
        }

        String cells() {
            double median = Figures.median(rounds);
            StringBuilder cells = new StringBuilder();
            for (double value : List.of(median, Collections.min(rounds), Collections.max(rounds))) {
                String cell = unit.isEmpty() ? Figures.ratio(value) : Figures.measured(value, median);
                cells.append(String.format(Locale.ROOT, "%12s", cell));
            }
            if (bar != null) {
                cells.append("  ").append(bar).append(bar.isReachedBy(median) ? "" : ": not reached");
            }
            return cells.toString();
        }
    }

    private final String benchmark;
    private final String setting;
    private final List<Line> figures = new ArrayList<>();
    private final List<Line> ratios = new ArrayList<>();
    private final List<Growth> growths = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param benchmark its subcommand
     * @param setting what was run, in a line: sizes, rounds
     */
    public Report(String benchmark, String setting) {
        this.benchmark = benchmark;
        this.setting = setting;
    }

    /** @param unit such as "rows/s" */
    public Report figure(String name, String unit, List<Double> rounds) {
        figures.add(new Line(name, unit, List.copyOf(rounds), null));
        return this;
    }

    /** A ratio of which nothing is wanted. */
    public Report ratio(String name, List<Double> rounds) {
        ratios.add(new Line(name, "", List.copyOf(rounds), null));
        return this;
    }

    public Report ratio(String name, List<Double> rounds, Bar bar) {
        ratios.add(new Line(name, "", List.copyOf(rounds), bar));
        return this;
    }

    public Report growth(Growth growth) {
        growths.add(growth);
        return this;
    }

    /** A sentence that belongs to the figures. */
    public Report note(String sentence) {
        notes.add(sentence);
        return this;
    }

    /** To standard output: one JSON object, or tables. */
    public void print(boolean asJson) {
        System.out.println(asJson ? json().toString() : text());
    }

    /** All of it. */
    public ObjectNode json() {
        ObjectNode root = Figures.object().put("benchmark", benchmark).put("setting", setting);
        ArrayNode figureNodes = root.putArray("figures");
        figures.forEach(line -> figureNodes.add(json(line).put("unit", line.unit)));
        ArrayNode ratioNodes = root.putArray("ratios");
        ratios.forEach(line -> ratioNodes.add(json(line)));
        ArrayNode growthNodes = root.putArray("growth");
        growths.forEach(growth -> growthNodes.add(json(growth)));
        ArrayNode noteNodes = root.putArray("notes");
        notes.forEach(noteNodes::add);
        return root;
    }

    private static ObjectNode json(Line line) {
        ObjectNode node = Figures.object(line.rounds).put("name", line.name).put("rounds", line.rounds.size());
        if (line.bar != null) {
            node.put("wanted", line.bar.toString()).put("reached", line.bar.isReachedBy(Figures.median(line.rounds)));
        }
        return node;
    }

    private static ObjectNode json(Growth growth) {
        ObjectNode node = Figures.object().put("size", growth.size()).put("cost", growth.cost());
        ArrayNode points = node.putArray("points");
        for (Growth.Point point : growth.points()) {
            points.add(Figures.object(point.rounds()).put("size", point.size()));
        }
        ArrayNode slopes = node.putArray("slopes");
        growth.slopes().forEach(slopes::add);
        return node.put("slope", growth.slope()).put("bend", growth.bend());
    }

    /** As tables. */
    public String text() {
        int width = Stream.concat(figures.stream(), ratios.stream())
                .mapToInt(line -> line.title().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder(setting).append('\n');
        if (width > 0) {
            text.append(String.format(Locale.ROOT, "%n%-" + width + "s%12s%12s%12s", "", "median", "min", "max"));
        }
        Stream.concat(figures.stream(), ratios.stream())
                .forEach(line -> text.append(String.format(Locale.ROOT, "%n%-" + width + "s", line.title()))
                        .append(line.cells()));
        growths.forEach(growth -> append(text, growth));
        notes.forEach(note -> text.append("\n\n").append(note));
        return text.toString();
    }

    private static void append(StringBuilder text, Growth growth) {
        int width = Math.max(14, growth.cost().length() + 2);
        text.append(String.format(
                Locale.ROOT,
                "%n%n%16s%" + width + "s%12s%12s%8s",
                growth.size(),
                growth.cost(),
                "min",
                "max",
                "slope"));
        List<Double> slopes = growth.slopes();
        for (int i = 0; i < growth.points().size(); i++) {
            Growth.Point point = growth.points().get(i);
            double median = point.median();
            text.append(String.format(
                    Locale.ROOT,
                    "%n%16s%" + width + "s%12s%12s",
                    Figures.exact(point.size()),
                    Figures.measured(median, median),
                    Figures.measured(Collections.min(point.rounds()), median),
                    Figures.measured(Collections.max(point.rounds()), median)));
            text.append(i == 0 ? "" : String.format(Locale.ROOT, "%8.2f", slopes.get(i - 1)));
        }
        text.append(String.format(Locale.ROOT, "%nSlope %.2f over all sizes. ", growth.slope()))
                .append(growth.bend());
    }
}
