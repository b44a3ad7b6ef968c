package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers about learners as a whole. */
final class LearnerTables {

    private LearnerTables() {}

    /** All learners, a line each; the champion first. */
    static List<String> learners(JsonNode entries) {
        Columns table = new Columns(
                "LEARNER", ">LOSS", ">WINDOW", ">BASELINE", ">RATE", ">EXAMPLES", "POSITION", "DIGEST", ">AGE", "BY");
        for (JsonNode entry : entries) {
            JsonNode provenance = entry.path("provenance");
            table.add(
                    Figures.text(entry.path("name")),
                    Figures.fixed(entry.path("meanLoss")),
                    Figures.fixed(entry.path("windowLoss")),
                    Figures.fixed(entry.path("runningMeanLoss")),
                    Figures.significant(entry.path("learningRate")),
                    Figures.count(provenance.path("examples")),
                    Figures.position(provenance.path("position")),
                    Figures.text(provenance.path("digest")),
                    Figures.span(provenance.path("served").path("millisBehind")),
                    TrainedLine.by(provenance.path("served")));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add(TrainedLine.of(entries.path(0).path("provenance")));
        return lines;
    }

    /** One learner, a line for each thing that is said of it. */
    static List<String> summary(JsonNode summary) {
        JsonNode evaluation = summary.path("evaluation");
        JsonNode parameters = summary.path("parameters");
        JsonNode steps = summary.path("steps");
        List<String> lines = new ArrayList<>();
        line(
                lines,
                "learner",
                Figures.text(summary.path("name"))
                        + (summary.path("champion").booleanValue() ? " (champion), " : ", ")
                        + Figures.text(summary.path("task")) + ", " + Figures.text(summary.path("loss")) + " loss");
        if (summary.path("classes").isArray()) {
            line(lines, "classes", Figures.list(summary.path("classes")));
        }
        line(lines, "optimizer", Figures.settings(summary.path("optimizer")));
        line(lines, "rate", rate(summary));
        line(lines, "batch", Figures.settings(summary.path("batch")));
        line(
                lines,
                "events",
                Figures.count(summary.path("examples"), "example") + ", " + Figures.count(summary.path("unlabeled"))
                        + " unlabeled, " + Figures.count(summary.path("refused")) + " refused; the last of "
                        + Figures.text(summary.path("eventTime")));
        lines.addAll(evaluation(evaluation));
        line(
                lines,
                "gradient norm",
                Figures.significant(steps.path("gradientNorm")) + ", over the window "
                        + Figures.significant(steps.path("windowGradientNorm")) + "; "
                        + Figures.count(steps.path("clipped")) + " steps clipped, "
                        + Figures.count(steps.path("refused")) + " refused");
        line(
                lines,
                "size",
                Figures.count(parameters.path("writtenWeights"), "weight") + " in "
                        + Figures.count(parameters.path("writtenRows")) + " of "
                        + Figures.count(parameters.path("rows"), "row"));
        if (summary.path("experts").isObject()) {
            lines.addAll(standings(summary.path("experts")));
        }
        lines.add(TrainedLine.of(summary.path("provenance")));
        return lines;
    }

    private static String rate(JsonNode summary) {
        return summary.path("rate").isObject()
                ? Figures.settings(summary.path("rate")) + "; now " + Figures.significant(summary.path("learningRate"))
                : "each expert has its own";
    }

    /** The experts of one learner. */
    static List<String> experts(JsonNode answer) {
        List<String> lines = new ArrayList<>(
                answer.path("experts").isObject()
                        ? standings(answer.path("experts"))
                        : List.of("it has no experts: its optimizer is not auto"));
        lines.add(TrainedLine.of(answer.path("provenance")));
        return lines;
    }

    /** The heaviest expert first. */
    private static List<String> standings(JsonNode experts) {
        List<JsonNode> sorted = new ArrayList<>();
        experts.path("standings").forEach(sorted::add);
        sorted.sort(Comparator.comparingDouble(
                (JsonNode expert) -> -expert.path("weight").doubleValue()));
        Columns table = new Columns("EXPERT", ">WEIGHT", ">LOSS", ">WINDOW", ">AT DRIFT");
        for (JsonNode expert : sorted) {
            table.add(
                    Figures.text(expert.path("name")),
                    Figures.fixed(expert.path("weight")),
                    Figures.fixed(expert.path("meanLoss")),
                    Figures.fixed(expert.path("windowLoss")),
                    Figures.fixed(expert.path("weightAtDrift")));
        }
        List<String> lines = new ArrayList<>(table.lines());
        JsonNode drift = experts.path("lastDrift");
        lines.add(
                drift.isObject()
                        ? Figures.count(experts.path("drifts"), "drift") + "; the last after "
                                + Figures.count(drift.path("examples"), "example") + ", at "
                                + Figures.text(drift.path("eventTime"))
                        : "no drift yet");
        lines.add(Figures.count(experts.path("restarts"), "restart") + " of experts that diverged");
        return lines;
    }

    /** The learner beside the baselines. */
    private static List<String> evaluation(JsonNode evaluation) {
        Columns table = new Columns("", ">LEARNER", ">WINDOW", ">RUNNING MEAN", ">NO CHANGE");
        JsonNode mean = evaluation.path("runningMean");
        JsonNode last = evaluation.path("noChange");
        table.add(
                "loss",
                Figures.fixed(evaluation.path("meanLoss")),
                Figures.fixed(evaluation.path("windowLoss")),
                Figures.fixed(mean.path("meanLoss")),
                Figures.fixed(last.path("meanLoss")));
        if (evaluation.path("accuracy").isNumber()) {
            table.add(
                    "accuracy",
                    Figures.percent(evaluation.path("accuracy")),
                    Figures.percent(evaluation.path("windowAccuracy")),
                    Figures.percent(mean.path("accuracy")),
                    Figures.percent(last.path("accuracy")));
        }
        if (evaluation.path("auc").isNumber()) {
            table.add("AUC", Figures.fixed(evaluation.path("auc")), "-", "-", "-");
        }
        if (evaluation.path("rmse").isNumber()) {
            table.add(
                    "RMSE",
                    Figures.significant(evaluation.path("rmse")),
                    "-",
                    Figures.significant(mean.path("rmse")),
                    Figures.significant(last.path("rmse")));
        }
        return table.lines();
    }

    private static void line(List<String> lines, String what, String value) {
        lines.add(String.format("%-14s %s", what, value));
    }
}
