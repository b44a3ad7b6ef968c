package dev.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.app.MillraceServer;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.query.LearnerSummary;
import dev.millrace.query.TopWeights;
import dev.millrace.schemas.Prediction;
import dev.millrace.topic.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo shows at its end: loss by month, computed from the published predictions; each learner as its query answers;
 * the strongest weights.
 */
record DemoReport(
        long events, Duration elapsed, MonthlyTable months, List<LearnerSummary> learners, TopWeights strongest) {

    private static final int STRONGEST = 10;

    static DemoReport of(MillraceServer server, long events, Duration elapsed) {
        MillraceConfig config = server.app().config();
        String champion = config.learners().get(0).name();
        MonthlyTable months = new MonthlyTable(
                config.learners().get(0).spec().loss(), config.recipe().zone());
        CommittedReader.read(config, config.topics().predictions(), Prediction.class, prediction -> {
            if (!prediction.getLearner().equals(champion)) {
                return true;
            }
            months.add(prediction);
            return prediction.getSourceOffset() < events - 1;
        });
        List<LearnerSummary> learners =
                server.queries().names().stream().map(server.queries()::summary).toList();
        return new DemoReport(
                events, elapsed, months, learners, server.queries().top(champion, STRONGEST));
    }

    String toJson() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("events", events);
        root.put("seconds", elapsed.toMillis() / 1e3);
        ArrayNode all = root.putArray("learners");
        for (LearnerSummary learner : learners) {
            ObjectNode node = all.addObject();
            node.put("name", learner.name());
            node.put("logLoss", learner.evaluation().meanLoss());
            node.put("accuracy", learner.evaluation().accuracy());
            node.put("step", learner.provenance().step());
            node.put("digest", learner.provenance().digest());
        }
        Evaluation evaluation = learners.get(0).evaluation();
        ObjectNode baselines = root.putObject("baselines");
        baselines
                .putObject("runningMean")
                .put("logLoss", evaluation.runningMean().meanLoss())
                .put("accuracy", evaluation.runningMean().accuracy());
        baselines.putObject("noChange").put("accuracy", evaluation.noChange().accuracy());
        return root.toString();
    }

    List<String> toText() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%nWill a flight be more than 15 minutes late? %,d flights in %.1f s, each predicted, then learned from.%n",
                events,
                elapsed.toMillis() / 1e3));
        lines.addAll(months.lines());
        lines.add("");
        for (LearnerSummary learner : learners) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-11s log loss %.4f, accuracy %.1f%%, AUC %.3f, step %,d, digest %s",
                    learner.name(),
                    learner.evaluation().meanLoss(),
                    100 * learner.evaluation().accuracy(),
                    learner.evaluation().auc(),
                    learner.provenance().step(),
                    learner.provenance().digest()));
        }
        lines.add("");
        lines.add("The champion's strongest weights (above 0: more likely late):");
        for (TopWeights.TopRow row : strongest.rows()) {
            String name = row.value() == null ? row.feature() : row.feature() + "=" + row.value();
            lines.add(String.format(Locale.ROOT, "  %+8.3f  %s", row.strongest().weight(), name));
        }
        return lines;
    }
}
