package dev.millrace.config;

import dev.millrace.core.link.ClipNorm;
import dev.millrace.core.link.ClipValue;
import dev.millrace.core.link.GradientLink;
import dev.millrace.core.link.L2;
import java.util.List;

/** What a config can do to the gradient of a step; applied in the order of the list. A new one is a new entry here. */
final class GradientLinks {

    static final Range LIMIT = Range.aboveAndAtMost(0, 1e9);

    static final Range STRENGTH = Range.aboveAndAtMost(0, 1e3);

    private static final Algorithm<ClipValue> CLIP_VALUE = new Algorithm<>(
            "clip-value",
            ClipValue.class,
            "Brings every number of the gradient to within -limit and limit",
            List.of(Parameter.required("limit", LIMIT, "largest number", ClipValue::limit)),
            arguments -> new ClipValue(arguments.number("limit")));

    private static final Algorithm<ClipNorm> CLIP_NORM = new Algorithm<>(
            "clip-norm",
            ClipNorm.class,
            "Scales the gradient down to a norm, taken over all rows of the step",
            List.of(Parameter.required("limit", LIMIT, "largest norm", ClipNorm::limit)),
            arguments -> new ClipNorm(arguments.number("limit")));

    private static final Algorithm<L2> L2_PENALTY = new Algorithm<>(
            "l2",
            L2.class,
            "Adds strength times the weight to its gradient, on the rows of the step only",
            List.of(Parameter.required("strength", STRENGTH, "of the pull to 0", L2::strength)),
            arguments -> new L2(arguments.number("strength")));

    static final Catalog<GradientLink> CATALOG =
            new Catalog<>("link of the gradient", List.of(CLIP_VALUE, CLIP_NORM, L2_PENALTY));

    private GradientLinks() {}
}
