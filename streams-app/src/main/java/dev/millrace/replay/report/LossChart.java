package dev.millrace.replay.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** {@code loss-curves.png}: the losses of the best candidates along the stream, for a slide. Needs no display. */
final class LossChart {

    private static final int MOST_CANDIDATES = 8;

    /** Share of the stream that a point is the mean of. */
    private static final double WINDOW = 0.05;

    private static final double LOW_QUANTILE = 0.005;
    private static final double HIGH_QUANTILE = 0.985;

    private final XYChart chart;
    private final BlockLosses longest;
    private final List<double[]> drawn = new ArrayList<>();

    private LossChart(ReplayReport report, BlockLosses longest) {
        this.chart = Slide.chart(
                "Loss along the stream, mean of the last 5 %",
                "examples", report.result().measure());
        this.longest = longest;
    }

    /** The file's bytes. */
    static byte[] png(ReplayReport report) {
        List<RankedCandidate> ranked = report.ranked();
        List<RankedCandidate> best = ranked.subList(0, Math.min(MOST_CANDIDATES, ranked.size()));
        List<BlockLosses> curves = Curves.of(best);
        LossChart losses = new LossChart(report, Curves.longest(curves));
        for (int i = 0; i < best.size(); i++) {
            losses.draw(best.get(i), curves.get(i));
        }
        losses.drawRunningMean();
        losses.setBounds();
        losses.chart.getStyler().setXAxisDecimalPattern("#,###");
        return Slide.png(losses.chart);
    }

    private void draw(RankedCandidate row, BlockLosses curve) {
        double[] values = new double[longest.blocks()];
        for (int block = 0; block < values.length; block++) {
            values[block] = Curves.mean(curve, block, longest);
        }
        String name = row.rank() + "  " + Slide.shortened(row.name());
        draw(name, values, Slide.colour(row.rank() - 1), row.rank() == 1 ? 4 : 2.5f);
    }

    private void drawRunningMean() {
        double[] values = new double[longest.blocks()];
        for (int block = 0; block < values.length; block++) {
            values[block] = longest.baseline(block);
        }
        draw("running mean of the labels", values, Color.GRAY, 4);
    }

    private void draw(String name, double[] values, Color colour, float width) {
        double[] smooth = Curves.smooth(values, Math.max(1, (int) (WINDOW * values.length)));
        if (Arrays.stream(smooth).noneMatch(Double::isFinite)) {
            return;
        }
        double[] xs = new double[smooth.length];
        for (int block = 0; block < xs.length; block++) {
            xs[block] = longest.examplesAtEnd(block);
        }
        drawn.add(smooth);
        XYSeries series = chart.addSeries(name, xs, smooth);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(new BasicStroke(width));
        series.setLineColor(colour);
    }

    /** Most of what is drawn; not the first jumps, nor what has left every scale. */
    private void setBounds() {
        double[] values = drawn.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve, curve.length / 50, curve.length))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (values.length > 0) {
            double low = values[(int) (LOW_QUANTILE * values.length)];
            double high = values[Math.min(values.length - 1, (int) (HIGH_QUANTILE * values.length))];
            Slide.setBounds(chart, low, high);
        }
    }
}
