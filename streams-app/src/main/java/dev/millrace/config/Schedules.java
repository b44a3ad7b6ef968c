package dev.millrace.config;

import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.LearningRateSchedule.Constant;
import dev.millrace.core.schedule.LearningRateSchedule.InverseSquareRoot;
import java.util.List;

/** The schedules that a config can name; a bare number is a constant rate. A new one is a new entry here. */
final class Schedules {

    private static final Range RATE = Range.aboveAndAtMost(0, 1e6);

    private static final Parameter.Scalar<Constant, Double> CONSTANT_VALUE =
            Parameter.required("value", RATE, "the rate of every step", Constant::rate);

    private static final Algorithm<Constant> CONSTANT = new Algorithm<>(
            "constant",
            Constant.class,
            "The same rate at every step",
            List.of(CONSTANT_VALUE),
            arguments -> new Constant(arguments.number("value")));

    private static final Algorithm<InverseSquareRoot> INVERSE_SQUARE_ROOT = new Algorithm<>(
            "inverse-sqrt",
            InverseSquareRoot.class,
            "value / sqrt(step + 1), steps counted from 0",
            List.of(Parameter.required("value", RATE, "the rate of the first step", InverseSquareRoot::rate)),
            arguments -> new InverseSquareRoot(arguments.number("value")));

    static final Catalog<LearningRateSchedule> CATALOG =
            new Catalog<>("schedule", List.of(CONSTANT, INVERSE_SQUARE_ROOT), CONSTANT, CONSTANT_VALUE);

    private Schedules() {}
}
