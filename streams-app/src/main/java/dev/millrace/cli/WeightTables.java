package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers about weights, and what they are scaled by. */
final class WeightTables {

    /** On each side of the bars' axis. */
    private static final int BAR = 12;

    private static final String BLOCK = "\u2588";

    private WeightTables() {}

    /** The largest weights with bars, those for to the right, those against to the left. */
    static List<String> top(JsonNode top) {
        double largest = Math.abs(top.at("/rows/0/strongest/weight").doubleValue());
        Columns table = new Columns(">ROW", "FEATURE", "VALUE", "CLASS", ">WEIGHT", "");
        for (JsonNode row : top.path("rows")) {
            JsonNode weight = row.at("/strongest/weight");
            table.add(
                    Figures.text(row.path("row")),
                    Figures.text(row.path("feature")),
                    Figures.text(row.path("value")),
                    Figures.text(row.at("/strongest/class")),
                    Figures.signed(weight),
                    bar(weight.doubleValue(), largest));
        }
        return ended(table, top, top.path("rows").isEmpty() ? "all weights are 0" : null);
    }

    /** A page of rows. */
    static List<String> parameters(JsonNode page) {
        Columns table = new Columns(">ROW", "FEATURE", "VALUE", "WEIGHTS");
        for (JsonNode row : page.path("rows")) {
            table.add(
                    Figures.text(row.path("row")),
                    Figures.text(row.path("feature")),
                    Figures.text(row.path("value")),
                    Figures.weights(row.path("weights")));
        }
        return ended(table, page, next(page));
    }

    /** The rows of one feature. */
    static List<String> feature(JsonNode feature) {
        Columns table = new Columns(">ROW", "NAME", "FIRST SEEN AS", "WEIGHTS");
        for (JsonNode row : feature.path("rows")) {
            table.add(
                    Figures.text(row.path("row")),
                    Figures.text(row.path("name")),
                    Figures.text(row.path("firstSeenAs")),
                    Figures.weights(row.path("weights")));
        }
        String more = next(feature);
        if (feature.path("collisionsPossible").booleanValue()) {
            String shared = "its rows are hashed: other values may share them";
            more = more == null ? shared : shared + "; " + more;
        }
        return ended(table, feature, more);
    }

    /** What standardised features are scaled by. */
    static List<String> scaler(JsonNode scaler) {
        Columns table = new Columns("FEATURE", "FIELDS", "TRANSFORM", ">VALUES", ">MEAN", ">DEVIATION");
        for (JsonNode feature : scaler.path("features")) {
            table.add(
                    Figures.text(feature.path("feature")),
                    Figures.list(feature.path("fields")),
                    Figures.text(feature.path("transform")),
                    Figures.count(feature.path("count")),
                    Figures.significant(feature.path("mean")),
                    Figures.significant(feature.path("deviation")));
        }
        return ended(table, scaler, scaler.path("features").isEmpty() ? "the config standardizes no feature" : null);
    }

    private static @Nullable String next(JsonNode page) {
        return page.path("next").isNumber() ? "there are more: --from " + page.path("next") : null;
    }

    private static List<String> ended(Columns table, JsonNode answer, @Nullable String note) {
        List<String> lines = new ArrayList<>(table.lines());
        String are = answer.path("weightsAre").asText("weights");
        if (!are.equals("weights")) {
            lines.add("weights are the " + Printable.of(are));
        }
        if (note != null) {
            lines.add(note);
        }
        lines.add(TrainedLine.of(answer.path("provenance")));
        return lines;
    }

    private static String bar(double weight, double largest) {
        if (weight == 0 || !(largest > 0)) {
            return " ".repeat(BAR) + "|";
        }
        int length = (int) Math.max(1, Math.round(BAR * Math.abs(weight) / largest));
        return weight > 0
                ? " ".repeat(BAR) + "|" + BLOCK.repeat(length)
                : " ".repeat(BAR - length) + BLOCK.repeat(length) + "|";
    }
}
