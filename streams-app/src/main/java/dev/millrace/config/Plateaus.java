package dev.millrace.config;

import dev.millrace.core.schedule.ReduceOnPlateau;
import java.util.List;

/** What a config can do when the progressive loss does not fall any more. */
final class Plateaus {

    private static final Algorithm<ReduceOnPlateau> REDUCE = new Algorithm<>(
            "reduce",
            ReduceOnPlateau.class,
            "Multiplies the scheduled rate by a factor whenever the mean loss has not improved for long enough",
            List.of(
                    Parameter.number(
                            "factor", 0.1, Range.aboveAndAtMost(0, 0.99), "of each reduction", ReduceOnPlateau::factor),
                    Parameter.count("window", 10_000, 1, "examples of each mean loss", ReduceOnPlateau::window),
                    Parameter.count(
                            "patience", 100_000, 0, "examples without an improvement", ReduceOnPlateau::patience),
                    Parameter.number(
                            "threshold",
                            1e-4,
                            Range.atLeastAndBelow(0, 1),
                            "share by which a loss must be below the best",
                            ReduceOnPlateau::threshold),
                    Parameter.number("floor", 0, Range.between(0, 1e6), "the lowest rate", ReduceOnPlateau::floor),
                    Parameter.count(
                            "cooldown",
                            0,
                            0,
                            "examples after a reduction that are not waited",
                            ReduceOnPlateau::cooldown)),
            arguments -> new ReduceOnPlateau(
                    arguments.number("factor"),
                    arguments.count("window"),
                    arguments.count("patience"),
                    arguments.number("threshold"),
                    arguments.number("floor"),
                    arguments.count("cooldown")));

    static final Catalog<ReduceOnPlateau> CATALOG = new Catalog<>("reaction to a plateau", List.of(REDUCE));

    private Plateaus() {}
}
