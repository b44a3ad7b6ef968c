package dev.millrace.core.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * ADWIN without its savings, to compare with: keeps all values and works out means, variance and the
 * paper's bound anew for each place where it may cut.
 */
final class PlainAdwin {

    private final double delta;
    private final List<Double> values = new ArrayList<>();

    /** Sizes, the oldest bucket first. */
    private final List<Integer> buckets = new ArrayList<>();

    private int taken;

    PlainAdwin(double delta) {
        this.delta = delta;
    }

    int size() {
        return values.size();
    }

    boolean add(double value) {
        values.add(value);
        buckets.add(1);
        for (int n = 1; Collections.frequency(buckets, n) > 5; n *= 2) {
            int oldest = buckets.indexOf(n);
            buckets.remove(oldest);
            buckets.set(oldest, 2 * n);
        }
        boolean risen = false;
        if (++taken % 32 == 0) {
            double change = change();
            while (change != 0) {
                risen |= change > 0;
                values.subList(0, buckets.remove(0)).clear();
                change = change();
            }
        }
        return risen;
    }

    private double change() {
        double all = mean(0, size());
        double variance =
                values.stream().mapToDouble(v -> (v - all) * (v - all)).sum() / size();
        double log = StrictMath.log(2 / (delta / StrictMath.log(size())));
        int cut = 0;
        for (int bucket : buckets) {
            cut += bucket;
            if (cut < 32 || size() - cut < 32) {
                continue;
            }
            double m = 1 / (1.0 / cut + 1.0 / (size() - cut));
            double bound = Math.sqrt(2 / m * variance * log) + 2 / (3 * m) * log;
            double change = mean(cut, size()) - mean(0, cut);
            if (Math.abs(change) > bound) {
                return change;
            }
        }
        return 0;
    }

    private double mean(int from, int to) {
        double sum = 0;
        for (double value : values.subList(from, to)) {
            sum += value;
        }
        return sum / (to - from);
    }
}
