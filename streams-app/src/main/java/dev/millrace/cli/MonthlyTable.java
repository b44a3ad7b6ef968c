package dev.millrace.cli;

import dev.millrace.core.evaluate.Evaluation;
import dev.millrace.core.evaluate.ProgressiveMetrics;
import dev.millrace.core.loss.Loss;
import dev.millrace.schemas.Prediction;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Progressive loss and accuracy of a binary task by month of the event, beside the baselines, computed from the published
 * predictions alone, in their order. One thread.
 */
final class MonthlyTable {

    private static final int WINDOW = 1_000;

    /** Sums up to the end of a month. */
    private record Mark(YearMonth month, Evaluation total) {}

    private final ProgressiveMetrics metrics;
    private final ZoneId zone;
    private final List<Mark> marks = new ArrayList<>();
    private @Nullable YearMonth month;

    MonthlyTable(Loss loss, ZoneId zone) {
        this.metrics = new ProgressiveMetrics(loss, 2, 1, WINDOW);
        this.zone = zone;
    }

    void add(Prediction prediction) {
        Double label = prediction.getLabel();
        Double loss = prediction.getLoss();
        if (label == null || loss == null) {
            return;
        }
        YearMonth of = YearMonth.from(prediction.getEventTime().atZone(zone));
        if (month != null && !of.equals(month)) {
            marks.add(new Mark(month, metrics.evaluation()));
        }
        month = of;
        metrics.add(prediction.getScore(), new double[] {prediction.getPrediction()}, label, loss);
    }

    /** Everything so far. */
    Evaluation total() {
        return metrics.evaluation();
    }

    /** The table, one line a month and one for all. */
    List<String> lines() {
        List<Mark> all = new ArrayList<>(marks);
        if (month != null) {
            all.add(new Mark(month, metrics.evaluation()));
        }
        List<String> lines = new ArrayList<>();
        lines.add("             events  log loss  running mean   accuracy  running mean  no change");
        Evaluation before = null;
        for (Mark mark : all) {
            lines.add(line(mark.month().toString(), before, mark.total()));
            before = mark.total();
        }
        if (before != null) {
            lines.add(line("all", null, before));
        }
        return lines;
    }

    private static String line(String name, @Nullable Evaluation from, Evaluation to) {
        return String.format(
                Locale.ROOT,
                "%-9s %9d  %8.4f  %12.4f  %8.1f%%  %11.1f%%  %8.1f%%",
                name,
                to.examples() - (from == null ? 0 : from.examples()),
                between(from, to, Evaluation::meanLoss),
                between(from, to, e -> e.runningMean().meanLoss()),
                100 * between(from, to, Evaluation::accuracy),
                100 * between(from, to, e -> e.runningMean().accuracy()),
                100 * between(from, to, e -> e.noChange().accuracy()));
    }

    /** A mean over the examples between two moments, out of the means from the beginning to each. */
    private static double between(@Nullable Evaluation from, Evaluation to, ToDoubleFunction<Evaluation> mean) {
        if (from == null) {
            return mean.applyAsDouble(to);
        }
        double sum = mean.applyAsDouble(to) * to.examples() - mean.applyAsDouble(from) * from.examples();
        return sum / (to.examples() - from.examples());
    }
}
