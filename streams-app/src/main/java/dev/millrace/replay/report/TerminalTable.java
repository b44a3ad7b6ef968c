package dev.millrace.replay.report;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.replay.CandidateResult;
import dev.millrace.replay.ReplayResult;
import dev.millrace.replay.report.TextColumns.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report for a terminal of {@value #WIDTH} columns: ASCII, best first. Any thread. */
public final class TerminalTable {

    static final int WIDTH = 120;

    private static final int MOST_CANDIDATES = 20;

    /** The names of the baselines must fit. */
    private static final int LEAST_NAME = 12;

    private static final String INDENT = "      ";

    private final ReplayReport report;
    private final ReplayResult result;
    private final List<RankedCandidate> shown;
    private final List<String> lines = new ArrayList<>();

    private TerminalTable(ReplayReport report) {
        this.report = report;
        this.result = report.result();
        List<RankedCandidate> ranked = report.ranked();
        this.shown = ranked.subList(0, Math.min(MOST_CANDIDATES, ranked.size()));
    }

    /** The lines, without line ends; what is foreign in them cannot move the cursor. */
    public static List<String> lines(ReplayReport report, RunTimes times) {
        TerminalTable table = new TerminalTable(report);
        table.head(times);
        table.candidates();
        table.footnotes();
        return table.lines.stream().map(TextColumns::printable).toList();
    }

    private void head(RunTimes times) {
        String held = result.holdout() == 0 ? "" : ", " + Figures.count(result.holdout()) + " more held out";
        String unusable = result.unusable() == 0 ? "" : ", " + Figures.count(result.unusable()) + " unusable";
        add(result.input());
        add(Figures.count(result.events()) + " events" + unusable + "; " + Figures.count(result.examples())
                + " examples, each predicted, then learned from" + held + "; "
                + String.format(Locale.ROOT, "%.1f s, ", times.seconds())
                + Figures.count(Math.round(times.eventsPerSecond())) + " events/s, "
                + (times.threads() == 1 ? "1 thread" : times.threads() + " threads"));
        for (String fault : result.firstFaults()) {
            add("  unusable: " + fault);
        }
        if (result.endedEarly()) {
            add("Stopped before the end of the input: all of this is of what was read until then.");
        }
        add(Figures.count(report.ranked().size()) + (report.ranked().size() == 1 ? " candidate" : " candidates")
                + " by " + report.rankedBy());
        for (ReplayResult.Rung rung : result.rungs()) {
            add("  after " + Figures.count(rung.examples()) + " examples: " + rung.after() + " of " + rung.before()
                    + " went on");
        }
        lines.add("");
    }

    private void candidates() {
        List<Column> columns = columns();
        int rest = columns.stream().mapToInt(column -> column.width() + 2).sum();
        int longest = shown.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int name = Math.max(LEAST_NAME, Math.min(longest, WIDTH - 5 - rest));
        lines.add(TextColumns.line("  #", "candidate", name, columns, Column::title));
        for (RankedCandidate row : shown) {
            lines.add(TextColumns.line(
                    String.format(Locale.ROOT, "%3d", row.rank()),
                    row.name(),
                    name,
                    columns,
                    column -> column.cell().apply(row)));
            if (!row.signs().isEmpty()) {
                lines.addAll(TextColumns.wrap(String.join("; ", row.signs()), INDENT, WIDTH));
            }
        }
        if (shown.size() < report.ranked().size()) {
            lines.add(INDENT + "... and " + Figures.count(report.ranked().size() - shown.size())
                    + " more in report.json");
        }
        baselines(name, columns);
    }

    private void baselines(int name, List<Column> columns) {
        RankedCandidate leader = report.leader();
        Evaluation evaluation = leader.result().evaluation();
        lines.add(TextColumns.line("   ", "running mean", name, columns, column -> switch (column.kind()) {
            case LOSS -> Figures.loss(leader.runningMeanLoss());
            case QUALITY -> quality(evaluation.runningMean());
            case OTHER -> "";
        }));
        lines.add(TextColumns.line(
                "   ",
                "no change",
                name,
                columns,
                column -> column.kind() == Column.Kind.QUALITY ? quality(evaluation.noChange()) : ""));
    }

    private void footnotes() {
        if (shown.stream().anyMatch(TerminalTable::isShort)) {
            lines.add("");
            add("* over the examples that it and the leader both learned from, fewer than the whole stream");
        }
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        OptionalColumns optional = OptionalColumns.of(shown);
        boolean epochs = report.leader().result().epochs().size() > 1;
        if (epochs) {
            columns.add(new Column("last epoch", 10, Column.Kind.OTHER, row -> Figures.loss(row.score())));
        }
        columns.add(new Column(epochs ? "epoch 1" : "loss", 8, Column.Kind.LOSS, row -> Figures.loss(row.loss())));
        if (!epochs) {
            columns.add(new Column("last 10%", 8, Column.Kind.OTHER, row -> Figures.loss(row.recentLoss())));
        }
        String title = "to the leader, 95% interval";
        int width = shown.stream().mapToInt(row -> difference(row).length()).reduce(title.length(), Math::max);
        columns.add(new Column(title, width, Column.Kind.OTHER, TerminalTable::difference));
        boolean regression = Double.isNaN(report.leader().result().evaluation().accuracy());
        columns.add(new Column(regression ? "RMSE" : "accuracy", 8, Column.Kind.QUALITY, row -> quality(row.result())));
        if (optional.auc()) {
            columns.add(new Column(
                    "AUC",
                    6,
                    Column.Kind.OTHER,
                    row -> Figures.loss(row.result().evaluation().auc())));
        }
        columns.add(new Column(
                "calib.",
                6,
                Column.Kind.OTHER,
                row -> Figures.loss(row.result().calibration().error())));
        if (optional.holdout()) {
            columns.add(new Column("holdout", 8, Column.Kind.OTHER, row -> Figures.loss(row.holdoutLoss())));
        }
        if (optional.frozen()) {
            columns.add(new Column("frozen", 8, Column.Kind.OTHER, row -> Figures.difference(row.frozenGain())));
        }
        return columns;
    }

    private static String difference(RankedCandidate row) {
        Interval difference = row.difference();
        if (difference == null) {
            return "leader";
        }
        String interval = Double.isNaN(difference.low())
                ? ""
                : " [" + Figures.difference(difference.low()) + ", " + Figures.difference(difference.high()) + "]";
        return Figures.difference(difference.mean()) + interval + (isShort(row) ? "*" : " ");
    }

    private static boolean isShort(RankedCandidate row) {
        return row.difference() != null && !row.result().isFinished();
    }

    private static String quality(CandidateResult result) {
        Evaluation evaluation = result.evaluation();
        return Double.isNaN(evaluation.accuracy())
                ? Figures.loss(evaluation.rmse())
                : Figures.percent(evaluation.accuracy());
    }

    private static String quality(Evaluation.Baseline baseline) {
        return Double.isNaN(baseline.accuracy()) ? Figures.loss(baseline.rmse()) : Figures.percent(baseline.accuracy());
    }

    private void add(String text) {
        lines.addAll(TextColumns.wrap(text, "", WIDTH));
    }
}
