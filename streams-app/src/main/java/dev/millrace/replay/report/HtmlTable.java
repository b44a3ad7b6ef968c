package dev.millrace.replay.report;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.ReplayResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parts of the page that are there without a script. All text is escaped. */
final class HtmlTable {

    private static final String NO_FIGURE = "<td></td>";

    private final ReplayReport report;
    private final OptionalColumns columns;
    private final boolean epochs;
    private final boolean regression;
    private final StringBuilder html = new StringBuilder();

    private HtmlTable(ReplayReport report) {
        this.report = report;
        this.columns = OptionalColumns.of(report.ranked());
        this.epochs = report.leader().result().epochs().size() > 1;
        this.regression = Double.isNaN(report.leader().result().evaluation().accuracy());
    }

    static String of(ReplayReport report) {
        HtmlTable table = new HtmlTable(report);
        table.head();
        report.ranked().forEach(table::row);
        table.baselines();
        return table.html.append("</tbody></table>").toString();
    }

    /** What was read, and who leads. */
    static String summary(ReplayReport report) {
        ReplayResult result = report.result();
        RankedCandidate leader = report.leader();
        StringBuilder html = new StringBuilder();
        paragraph(
                html,
                "",
                Figures.count(result.events()) + " events, " + Figures.count(result.examples())
                        + " examples, each predicted, then learned from"
                        + (result.holdout() == 0 ? "" : ", " + Figures.count(result.holdout()) + " more held out")
                        + (result.unusable() == 0 ? "" : ", " + Figures.count(result.unusable()) + " unusable")
                        + ". " + Figures.count(report.ranked().size()) + " candidates by " + report.rankedBy() + ".");
        if (result.endedEarly()) {
            paragraph(html, "", "Stopped before the end of the input: all of this is of what was read until then.");
        }
        for (ReplayResult.Rung rung : result.rungs()) {
            paragraph(
                    html,
                    "note",
                    "After " + Figures.count(rung.examples()) + " examples " + rung.after() + " of " + rung.before()
                            + " went on.");
        }
        for (String fault : result.firstFaults()) {
            paragraph(html, "note", "Unusable: " + fault);
        }
        html.append("<div class=\"leader\"><p><strong>")
                .append(text(leader.name()))
                .append("</strong> leads: ");
        html.append(text(report.rankedBy())).append(' ').append(Figures.loss(leader.score()));
        html.append(", running mean of the labels ")
                .append(Figures.loss(leader.runningMeanLoss()))
                .append("</p>");
        settings(html, leader);
        signs(html, leader.signs());
        return html.append("</div>").toString();
    }

    static String notes(ReplayReport report) {
        StringBuilder html = new StringBuilder();
        paragraph(
                html,
                "note",
                "To the leader: the mean of the paired differences of losses"
                        + (report.leader().result().epochs().size() > 1 ? " in the first epoch" : "")
                        + ", and a 95 % interval from " + Figures.count(BlockBootstrap.RESAMPLES)
                        + " resamples of a circular block bootstrap. If 0 is in it, it cannot be said which is better.");
        paragraph(
                html,
                "note",
                "Frozen: how much greater the loss would have been since, had it stopped to learn after the"
                        + " first third.");
        if (report.ranked().stream().anyMatch(row -> !row.result().isFinished())) {
            paragraph(
                    html,
                    "note",
                    "* over the examples that it and the leader both learned from, fewer than the whole" + " stream.");
        }
        return html.toString();
    }

    static String footer(RunTimes times) {
        return text(String.format(
                Locale.ROOT,
                "Millrace replay of %s: %.1f s, %,.0f events/s, %d %s. Charts: Chart.js, chartjs-plugin-zoom and"
                        + " Hammer.JS, under the MIT License.",
                times.startedAt(),
                times.seconds(),
                times.eventsPerSecond(),
                times.threads(),
                times.threads() == 1 ? "thread" : "threads"));
    }

    /** Text with nothing in it that is markup, or that turns the direction of writing. */
    static String text(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.appendCodePoint(c);
                default -> escaped.append(TextColumns.printable(Character.toString(c)));
            }
        });
        return escaped.toString();
    }

    private void head() {
        html.append("<table><thead><tr><th>draw</th><th>#</th><th class=\"name\">candidate</th>");
        if (epochs) {
            header("last epoch");
        }
        header(epochs ? "epoch 1" : "loss");
        header("last 10 %");
        header("to the leader");
        header("95 % interval");
        header(regression ? "RMSE" : "accuracy");
        if (columns.auc()) {
            header("AUC");
        }
        header("calib.");
        if (columns.holdout()) {
            header("holdout");
        }
        if (columns.frozen()) {
            header("frozen");
        }
        html.append("</tr></thead><tbody>\n");
    }

    private void row(RankedCandidate row) {
        CandidateResult result = row.result();
        html.append("<tr><td class=\"draw\"><input type=\"checkbox\" data-candidate=\"")
                .append(row.rank() - 1)
                .append("\" aria-label=\"draw ")
                .append(text(row.name()))
                .append("\"/></td>");
        cell(Integer.toString(row.rank()));
        html.append("<td class=\"name\"><strong>").append(text(row.name())).append("</strong>");
        settings(html, row);
        html.append("<div class=\"small\">step ")
                .append(Figures.count(result.learned().step()))
                .append(", digest <code>");
        html.append(JsonReport.digest(result.learned())).append("</code></div>");
        signs(html, row.signs());
        html.append("</td>");
        if (epochs) {
            cell(Figures.loss(row.score()));
        }
        cell(Figures.loss(row.loss()));
        cell(Figures.loss(row.recentLoss()));
        difference(row);
        cell(quality(result.evaluation().accuracy(), result.evaluation().rmse()));
        if (columns.auc()) {
            cell(Figures.loss(result.evaluation().auc()));
        }
        cell(Figures.loss(result.calibration().error()));
        if (columns.holdout()) {
            cell(Figures.loss(row.holdoutLoss()));
        }
        if (columns.frozen()) {
            cell(Figures.difference(row.frozenGain()));
        }
        html.append("</tr>\n");
    }

    private void difference(RankedCandidate row) {
        Interval difference = row.difference();
        if (difference == null) {
            cell("leader");
            cell("");
            return;
        }
        cell(Figures.difference(difference.mean()) + (row.result().isFinished() ? "" : "*"));
        cell(
                Double.isNaN(difference.low())
                        ? "-"
                        : Figures.difference(difference.low()) + " to " + Figures.difference(difference.high()));
    }

    private void baselines() {
        Evaluation evaluation = report.leader().result().evaluation();
        baseline(
                "running mean of the labels",
                Figures.loss(report.leader().runningMeanLoss()),
                evaluation.runningMean());
        baseline("no change: the label before", "", evaluation.noChange());
    }

    private void baseline(String name, String loss, Evaluation.Baseline baseline) {
        html.append("<tr class=\"baseline\"><td></td><td></td><td class=\"name\">")
                .append(name)
                .append("</td>");
        html.append(epochs ? NO_FIGURE : "");
        cell(loss);
        html.append(NO_FIGURE.repeat(3));
        cell(quality(baseline.accuracy(), baseline.rmse()));
        html.append(NO_FIGURE.repeat(1 + columns.optional())).append("</tr>\n");
    }

    private String quality(double accuracy, double rmse) {
        return regression ? Figures.loss(rmse) : Figures.percent(accuracy);
    }

    private void header(String title) {
        html.append("<th>").append(title).append("</th>");
    }

    private void cell(String content) {
        html.append("<td>").append(text(content)).append("</td>");
    }

    private static void settings(StringBuilder html, RankedCandidate row) {
        Map<String, String> settings = row.result().candidate().settings();
        if (!settings.isEmpty()) {
            html.append("<div class=\"small\">");
            html.append(text(String.join(
                    ", ",
                    settings.entrySet().stream()
                            .map(setting -> setting.getKey() + ": " + setting.getValue())
                            .toList())));
            html.append("</div>");
        }
    }

    private static void signs(StringBuilder html, List<String> signs) {
        if (!signs.isEmpty()) {
            html.append("<ul class=\"signs small\">");
            signs.forEach(sign -> html.append("<li>").append(text(sign)).append("</li>"));
            html.append("</ul>");
        }
    }

    private static void paragraph(StringBuilder html, String style, String content) {
        html.append(style.isEmpty() ? "<p>" : "<p class=\"" + style + "\">");
        html.append(text(content)).append("</p>\n");
    }
}
