package dev.millrace.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a cost grows with a size: measured at sizes from small to large, of which each is above 0. The slope is that of the
 * straight line through the logarithms: 0 if the cost does not depend on the size, 1 if it is proportional to it.
 *
 * @param size what grows, in the plural, such as "rows"
 * @param cost what is measured, with its unit, such as "ns an event"
 * @param why what stands behind the bend: the reason that is known, not measured here
 */
public record Growth(String size, String cost, List<Point> points, String why) {

    /** Two slopes that differ by less are one: costs wander by a tenth from run to run. */
    private static final double STRAIGHT = 0.05;

    /**
     * @param size above 0
     * @param rounds the cost, round by round, above 0
     */
    public record Point(double size, List<Double> rounds) {
        public Point {
            rounds = List.copyOf(rounds);
        }

        double median() {
            return Figures.median(rounds);
        }
    }

    public Growth {
        if (points.size() < 2) {
            throw new IllegalArgumentException("expected two sizes or more, got " + points.size());
        }
        points = List.copyOf(points);
    }

    /** Of all points, by least squares. */
    public double slope() {
        return slope(0, points.size());
    }

    /** From each point to the next. */
    public List<Double> slopes() {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i + 1 < points.size(); i++) {
            slopes.add(slope(i, i + 2));
        }
        return slopes;
    }

    /** One sentence: where two straight lines fit the points best, and how steep they are. */
    public String bend() {
        if (points.size() < 4) {
            return "Too few sizes to tell where it bends.";
        }
        int best = 1;
        for (int i = 2; i + 1 < points.size(); i++) {
            if (misfit(0, i + 1) + misfit(i, points.size()) < misfit(0, best + 1) + misfit(best, points.size())) {
                best = i;
            }
        }
        double before = slope(0, best + 1);
        double after = slope(best, points.size());
        if (Math.abs(after - before) < STRAIGHT) {
            return "It does not bend.";
        }
        return String.format(
                Locale.ROOT,
                "It bends at %s %s: slope %.2f up to there, %.2f from there on. %s",
                Figures.exact(points.get(best).size()),
                size,
                before,
                after,
                why);
    }

    private double slope(int from, int to) {
        double meanX = mean(from, to, true);
        double meanY = mean(from, to, false);
        double products = 0;
        double squares = 0;
        for (Point point : points.subList(from, to)) {
            double x = Math.log(point.size()) - meanX;
            products += x * (Math.log(point.median()) - meanY);
            squares += x * x;
        }
        return products / squares;
    }

    private double misfit(int from, int to) {
        double slope = slope(from, to);
        double meanX = mean(from, to, true);
        double meanY = mean(from, to, false);
        double sum = 0;
        for (Point point : points.subList(from, to)) {
            double error = Math.log(point.median()) - meanY - slope * (Math.log(point.size()) - meanX);
            sum += error * error;
        }
        return sum;
    }

    private double mean(int from, int to, boolean ofSize) {
        return points.subList(from, to).stream()
                .mapToDouble(point -> Math.log(ofSize ? point.size() : point.median()))
                .average()
                .orElseThrow();
    }
}
