package dev.millrace.replay.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** {@code rate-loss.png}: loss by rate, a line for each optimizer through its best at each rate, for a slide. */
final class RateChart {

    private RateChart() {}

    /** Whether there are several rates. */
    static boolean hasRates(ReplayReport report) {
        return shown(report).stream()
                        .mapToDouble(RankedCandidate::rate)
                        .distinct()
                        .count()
                > 1;
    }

    /** The file's bytes. */
    static byte[] png(ReplayReport report) {
        XYChart chart = Slide.chart("Loss by rate", "rate", report.rankedBy());
        chart.getStyler().setXAxisLogarithmic(true);
        Map<String, List<RankedCandidate>> byOptimizer = new TreeMap<>();
        for (RankedCandidate row : shown(report)) {
            byOptimizer
                    .computeIfAbsent(row.optimizer(), of -> new ArrayList<>())
                    .add(row);
        }
        List<RankedCandidate> dropped = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, List<RankedCandidate>> optimizer : byOptimizer.entrySet()) {
            List<RankedCandidate> best = bestByRate(optimizer.getValue());
            best.stream().filter(row -> !row.result().isFinished()).forEach(dropped::add);
            draw(chart, optimizer.getKey(), best, number++);
        }
        if (!dropped.isEmpty()) {
            XYSeries crosses = draw(chart, "dropped before the end", dropped, 0);
            crosses.setMarker(SeriesMarkers.CROSS).setMarkerColor(Color.BLACK);
            crosses.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        }
        setBounds(chart, report);
        return Slide.png(chart);
    }

    private static List<RankedCandidate> shown(ReplayReport report) {
        return report.ranked().stream()
                .filter(row -> Double.isFinite(row.score()) && row.rate() > 0)
                .toList();
    }

    /** The candidate of the best rank at each rate, in the order of the rates. */
    private static List<RankedCandidate> bestByRate(List<RankedCandidate> rows) {
        Map<Double, RankedCandidate> best = new TreeMap<>();
        rows.forEach(row -> best.putIfAbsent(row.rate(), row));
        return List.copyOf(best.values());
    }

    private static XYSeries draw(XYChart chart, String optimizer, List<RankedCandidate> rows, int number) {
        XYSeries series = chart.addSeries(
                optimizer,
                rows.stream().mapToDouble(RankedCandidate::rate).toArray(),
                rows.stream().mapToDouble(RankedCandidate::score).toArray());
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(Slide.colour(number));
        series.setLineColor(Slide.colour(number));
        series.setLineStyle(new BasicStroke(2.5f));
        return series;
    }

    /** Up to a little above the running mean: beyond it lies only what has diverged. */
    private static void setBounds(XYChart chart, ReplayReport report) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (RankedCandidate row : shown(report)) {
            least = Math.min(least, row.score());
            most = Math.max(most, row.score());
        }
        double mean = report.leader().runningMeanLoss();
        Slide.setBounds(chart, least, mean > least ? Math.min(most, mean + (mean - least) / 2) : most);
    }
}
