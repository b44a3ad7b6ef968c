package dev.millrace.config;

import dev.millrace.core.link.MaxWeightNorm;
import dev.millrace.core.link.TruncatedL1;
import dev.millrace.core.link.WeightDecay;
import dev.millrace.core.link.WeightLink;
import java.util.List;

/**
 * What a config can do to the weights of the rows that a step touches, beside the optimizer; applied in the order of the
 * list. A new one is a new entry here.
 */
final class WeightLinks {

    private static final Algorithm<WeightDecay> WEIGHT_DECAY = new Algorithm<>(
            "weight-decay",
            WeightDecay.class,
            "Before the optimizer's update: w *= 1 - rate * strength (decoupled, as in AdamW)",
            List.of(Parameter.required("strength", GradientLinks.STRENGTH, "of the pull to 0", WeightDecay::strength)),
            arguments -> new WeightDecay(arguments.number("strength")));

    private static final Algorithm<TruncatedL1> L1 = new Algorithm<>(
            "l1",
            TruncatedL1.class,
            "After the update: weights come closer to 0 by rate * strength, no further than 0 (truncated gradient)",
            List.of(
                    Parameter.required("strength", GradientLinks.STRENGTH, "of the pull to 0", TruncatedL1::strength),
                    Parameter.number(
                            "threshold",
                            1e30,
                            Range.aboveAndAtMost(0, 1e30),
                            "larger weights are left alone",
                            TruncatedL1::threshold)),
            arguments -> new TruncatedL1(arguments.number("strength"), arguments.number("threshold")));

    private static final Algorithm<MaxWeightNorm> MAX_NORM = new Algorithm<>(
            "max-weight-norm",
            MaxWeightNorm.class,
            "After the update: scales a row back to a norm; a row is the weights of one feature",
            List.of(Parameter.required("limit", GradientLinks.LIMIT, "largest norm of a row", MaxWeightNorm::limit)),
            arguments -> new MaxWeightNorm(arguments.number("limit")));

    static final Catalog<WeightLink> CATALOG =
            new Catalog<>("link of the weights", List.of(WEIGHT_DECAY, L1, MAX_NORM));

    private WeightLinks() {}
}
