package dev.millrace.core.expert;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import dev.millrace.core.math.Exact;

/**
 * Where the labels of a regression lie: in which unit experts step, and between which bounds they predict. Of other tasks,
 * the unit is 1 and the middle 0.
 *
 * <p>One thread.
 */
final class LabelScale {

    /** How far beyond the labels' range a prediction may go, in parts of it. */
    private static final double MARGIN = 0.01;

    private final boolean scaled;
    private final boolean regression;
    private long count;
    private double mean;
    private double deviations;
    private double first;
    private double least;
    private double most;

    /**
     * @param regression whether labels are numbers, whose range is kept
     * @param scaled whether scores are in their unit
     */
    LabelScale(boolean regression, boolean scaled) {
        this.regression = regression;
        this.scaled = regression && scaled;
    }

    boolean isScaled() {
        return scaled;
    }

    /** The mean of the labels so far. */
    double middle() {
        return scaled ? mean : 0;
    }

    /** The first label: what is measured from it need not change when others come. */
    double origin() {
        return scaled ? first : 0;
    }

    /** Whether the next label is the first, and nothing can be known of where labels lie. */
    boolean isFirst() {
        return scaled && count == 0;
    }

    /** Whether labels have differed yet, if that matters. */
    boolean hasUnit() {
        return !scaled || deviations > 0;
    }

    /** How far a label is from the mean of those before, on average, the first left out; 1 if that is 0. */
    double unit() {
        return scaled && deviations > 0 ? deviations / (count - 1) : 1;
    }

    /** The unit, or how far the label is from those before if it is the first that differs. */
    double unitFor(double label) {
        return hasUnit() ? unit() : Math.abs(label - mean);
    }

    /** The value, or the nearest to it that is about within the range of the labels. Before the first label, 0. */
    double bounded(double value) {
        double margin = MARGIN * (most - least);
        return Math.max(least - margin, Math.min(most + margin, value));
    }

    /** The largest label; 0 before the first. */
    double most() {
        return most;
    }

    /** The mean of the labels, whatever scores are; 0 before the first. */
    double mean() {
        return mean;
    }

    boolean isRegression() {
        return regression;
    }

    void learn(double label) {
        if (!regression) {
            return;
        }
        if (count == 0) {
            first = label;
            least = label;
            most = label;
        } else {
            deviations = Exact.finiteSum(deviations, Math.abs(label - mean));
        }
        count++;
        // The difference of two labels may be more than a double holds.
        mean += label / count - mean / count;
        least = Math.min(least, label);
        most = Math.max(most, label);
    }

    void save(StateWriter out) {
        if (regression) {
            out.writeCount(count);
            out.writeDouble(mean);
            out.writeDouble(deviations);
            out.writeDouble(first);
            out.writeDouble(least);
            out.writeDouble(most);
        }
    }

    void load(StateReader in) {
        if (!regression) {
            return;
        }
        count = in.readCount();
        mean = in.readFinite("mean label");
        deviations = in.readFinite("sum of the labels' deviations");
        first = in.readFinite("first label");
        least = in.readFinite("least label");
        most = in.readFinite("largest label");
        if (deviations < 0 || least > first || first > most) {
            throw new CorruptStateException("labels: expected the first of " + first + " between " + least + " and "
                    + most + ", and deviations of 0 or more, found " + deviations);
        }
    }
}
