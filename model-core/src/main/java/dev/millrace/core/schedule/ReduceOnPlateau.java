package dev.millrace.core.schedule;

/**
 * When to lower the rate that a schedule gives, because the progressive loss does not fall any more. Only the rule: what it
 * has seen belongs to the learner and is saved with it, and the schedule stays a pure function of the step.
 *
 * <p>Whenever {@code window} examples were measured, their mean loss is compared with the best so far. It is an improvement
 * if it is below the best by more than {@code threshold} times the best's size. Once more than {@code patience} examples
 * went by without one, the rate is multiplied by {@code factor}, down to {@code floor}; the next {@code cooldown} examples
 * then do not count as waiting. With {@code window} as the epoch, this is PyTorch's ReduceLROnPlateau in mode "min" with a
 * relative threshold, its patience and cooldown in examples.
 *
 * @param factor above 0 and at most 0.99
 * @param window examples, 1 to 1e12
 * @param patience examples, 0 to 1e12
 * @param threshold 0 to below 1
 * @param floor 0 to 1e6; a rate that the schedule has below it is left as it is
 * @param cooldown examples, 0 to 1e12
 */
public record ReduceOnPlateau(
        double factor, long window, long patience, double threshold, double floor, long cooldown) {

    /** From here on the rate is as good as 0, and not lowered further. */
    private static final double SMALLEST_MULTIPLIER = 1e-12;

    private static final long MOST_EXAMPLES = 1_000_000_000_000L;

    public ReduceOnPlateau {
        Arguments.require(factor > 0 && factor <= 0.99, "factor", "above 0 and at most 0.99", factor);
        requireExamples("window", window, 1);
        requireExamples("patience", patience, 0);
        Arguments.require(threshold >= 0 && threshold < 1, "threshold", "0 or more and below 1", threshold);
        Arguments.require(floor >= 0 && floor <= 1e6, "floor", "from 0 to 1e6", floor);
        requireExamples("cooldown", cooldown, 0);
    }

    /** The rate after some reductions. */
    public double reduced(double rate, double multiplier) {
        return Math.max(rate * multiplier, Math.min(rate, floor));
    }

    public boolean isImprovement(double loss, double best) {
        return loss < best - threshold * Math.abs(best);
    }

    /** Most reductions that are made. */
    public int mostReductions() {
        return (int) Math.ceil(StrictMath.log(SMALLEST_MULTIPLIER) / StrictMath.log(factor));
    }

    private static void requireExamples(String name, long value, long least) {
        if (value < least || value > MOST_EXAMPLES) {
            throw new IllegalArgumentException(
                    name + ": expected " + least + " to " + MOST_EXAMPLES + " examples, got " + value);
        }
    }
}
