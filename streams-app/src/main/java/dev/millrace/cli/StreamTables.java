package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** Answers about what happens: predictions, loss history, quarantine, instances. */
final class StreamTables {

    private StreamTables() {}

    /** Of one event or a list. */
    static List<String> predictions(JsonNode answer) {
        JsonNode entries = answer.has("predictions")
                ? answer.path("predictions")
                : new ArrayNode(JsonNodeFactory.instance).add(answer);
        boolean refused = answer.path("failed").intValue() > 0;
        List<String> headings = new ArrayList<>(List.of(">EVENT", ">PREDICTION", ">SCORE", "CLASS", "EVENT TIME"));
        if (refused) {
            headings.add("REFUSED BECAUSE");
        }
        Columns table = new Columns(headings.toArray(String[]::new));
        int event = 0;
        for (JsonNode entry : entries) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(event++));
            cells.add(Figures.fixed(entry.path("prediction")));
            cells.add(Figures.fixed(entry.path("score")));
            cells.add(Figures.text(entry.path("predictedClass")));
            cells.add(Figures.text(entry.path("eventTime")));
            if (refused) {
                cells.add(Figures.text(entry.at("/error/detail")));
            }
            table.add(cells);
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add(TrainedLine.of(answer.path("provenance")));
        return lines;
    }

    /** Loss reports, the oldest first. */
    static List<String> history(JsonNode history) {
        Columns table = new Columns(
                ">EXAMPLES", "EVENT TIME", ">LOSS", ">WINDOW", ">BASELINE", ">WINDOW", ">RATE", ">GRADIENT", "DIGEST");
        for (JsonNode point : history.path("points")) {
            table.add(
                    Figures.count(point.path("examples")),
                    Figures.text(point.path("eventTime")),
                    Figures.fixed(point.path("meanLoss")),
                    Figures.fixed(point.path("windowLoss")),
                    Figures.fixed(point.path("runningMeanLoss")),
                    Figures.fixed(point.path("windowRunningMeanLoss")),
                    Figures.significant(point.path("learningRate")),
                    Figures.significant(point.path("windowGradientNorm")),
                    Figures.text(point.path("digest")));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add(history.path("points").size() + " of " + Figures.count(history.path("reports"), "report")
                + status(history.path("source")));
        lines.add(TrainedLine.of(history.path("provenance")));
        return lines;
    }

    /** Counts, and the newest reasons. */
    static List<String> quarantine(JsonNode quarantine) {
        Columns table = new Columns(">OFFSET", "TIME", "SOURCE", "STAGE", "LEARNER", "REASON");
        for (JsonNode reason : quarantine.path("newest")) {
            table.add(
                    Figures.text(reason.path("offset")),
                    Figures.text(reason.path("time")),
                    Figures.position(reason.path("position")),
                    Figures.text(reason.path("stage")),
                    Figures.text(reason.path("learner")),
                    Figures.text(reason.path("reason")));
        }
        List<String> stages = new ArrayList<>();
        quarantine.path("stages").properties().forEach(stage -> {
            if (stage.getValue().longValue() > 0) {
                stages.add(stage.getKey() + " " + Figures.count(stage.getValue()));
            }
        });
        List<String> lines = new ArrayList<>(quarantine.path("newest").isEmpty() ? List.of() : table.lines());
        lines.add(Figures.count(quarantine.path("events"), "event") + " in quarantine (topic '"
                + Figures.text(quarantine.path("topic")) + "')"
                + (stages.isEmpty() ? "" : ": " + String.join(", ", stages))
                + (quarantine.path("earlier").longValue() == 0
                        ? ""
                        : "; up to " + Figures.count(quarantine.path("earlier")) + " earlier ones were not read")
                + status(quarantine.path("source")));
        return lines;
    }

    /** Who learns, and who stands by. */
    static List<String> instances(JsonNode known) {
        Columns table = new Columns("INSTANCE", "ROLE", "");
        if (known.path("learning").isTextual()) {
            instance(table, known, known.path("learning").textValue(), "learns");
        }
        for (JsonNode standingBy : known.path("standingBy")) {
            instance(table, known, standingBy.textValue(), "stands by");
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (!known.path("learning").isTextual()) {
            lines.add("nobody learns at the moment: the instances are sharing out their work");
        }
        lines.add("asked " + Figures.text(known.path("self")) + ", whose streams client is "
                + Figures.text(known.path("state")));
        return lines;
    }

    private static void instance(Columns table, JsonNode known, String instance, String role) {
        table.add(instance, role, instance.equals(known.path("self").textValue()) ? "was asked" : "");
    }

    private static String status(JsonNode source) {
        if (source.path("trouble").isTextual()) {
            return "; " + Figures.text(source.path("trouble"));
        }
        return source.path("current").booleanValue() ? "" : "; the topic is still being read";
    }
}
