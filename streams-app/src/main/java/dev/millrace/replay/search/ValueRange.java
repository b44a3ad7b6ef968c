package dev.millrace.replay.search;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntFunction;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Numbers between two bounds, both among them. They are rounded to a few digits, so that people can read them and a
 * config has what was tried: to 3 significant ones, but never coarser than a hundredth of the leading digit of the
 * range's width.
 *
 * @param from below {@code to}; above 0 if {@code log}
 * @param log whether equal ratios, not equal differences, are equally far apart
 * @param whole whether only whole numbers are meant
 */
record ValueRange(BigDecimal from, BigDecimal to, boolean log, boolean whole) implements Values {

    private static final int DIGITS = 3;

    private static final int MAX_DIGITS = 15;

    /** Outside of these powers of ten, a number is written with an exponent. */
    private static final int LOWEST_PLAIN = -4;

    private static final int HIGHEST_PLAIN = 6;

    ValueRange {
        if (from.compareTo(to) >= 0) {
            throw new IllegalArgumentException("expected 'from' below 'to'; found " + from + " and " + to);
        }
        if (log && from.signum() <= 0) {
            throw new IllegalArgumentException(
                    "expected 'from' above 0, or scale linear, for numbers in equal ratios; found " + from);
        }
    }

    /**
     * So many numbers, equally far apart, in rising order; fewer if there are not so many whole ones.
     *
     * @param count 2 or more
     */
    List<Node> spaced(int count) {
        if (whole) {
            return distinct(count, i -> clamped(BigDecimal.valueOf(Math.rint(at(i / (count - 1.0), 0)))));
        }
        List<Node> values = List.of();
        for (int digits = DIGITS; digits <= MAX_DIGITS && values.size() < count; digits++) {
            int most = digits;
            values = distinct(count, i -> rounded(at(i / (count - 1.0), 0), most));
        }
        return values;
    }

    @Override
    public Node draw(SplitMix64 random) {
        double unit = random.unit();
        // Each whole number has the same share, the last one as well: hence the end beyond it.
        return node(whole ? clamped(BigDecimal.valueOf(Math.floor(at(unit, 1)))) : rounded(at(unit, 0), DIGITS));
    }

    /** @param beyond how far the end of the range is moved up */
    private double at(double share, double beyond) {
        double low = from.doubleValue();
        double high = to.doubleValue() + beyond;
        if (!log) {
            return low + share * (high - low);
        }
        double start = StrictMath.log(low);
        return StrictMath.exp(start + share * (StrictMath.log(high) - start));
    }

    private List<Node> distinct(int count, IntFunction<BigDecimal> value) {
        LinkedHashSet<BigDecimal> values = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            values.add(value.apply(i).stripTrailingZeros());
        }
        List<Node> nodes = new ArrayList<>();
        values.forEach(number -> nodes.add(node(number)));
        return nodes;
    }

    private BigDecimal rounded(double value, int digits) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal size = exact.abs().min(to.subtract(from));
        if (size.signum() == 0) {
            return clamped(exact);
        }
        return clamped(exact.setScale(digits - 1 - exponent(size), RoundingMode.HALF_EVEN));
    }

    private BigDecimal clamped(BigDecimal value) {
        return value.max(from).min(to);
    }

    private Node node(BigDecimal value) {
        return FlowYaml.scalar(text(value.stripTrailingZeros()));
    }

    private String text(BigDecimal value) {
        int exponent = exponent(value);
        if (whole || value.signum() == 0 || (exponent >= LOWEST_PLAIN && exponent <= HIGHEST_PLAIN)) {
            return value.toPlainString();
        }
        return value.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }

    /** Power of ten of the leading digit. */
    private static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }
}
