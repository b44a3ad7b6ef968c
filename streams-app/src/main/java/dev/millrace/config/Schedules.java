package dev.millrace.config;

import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.Cosine;
import dev.millrace.core.schedule.CosineWarmRestarts;
import dev.millrace.core.schedule.Exponential;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.InverseTime;
import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.LinearWarmup;
import dev.millrace.core.schedule.Polynomial;
import dev.millrace.core.schedule.StepDecay;
import java.util.List;
import java.util.function.Function;

/**
 * The schedules that a config can name; a bare number is a constant rate. Steps {@code t} are counted from 0. A new one is
 * a new entry here.
 */
final class Schedules {

    private static final Range RATE = Range.aboveAndAtMost(0, 1e6);

    private static final Range FACTOR = Range.aboveAndAtMost(0, 1);

    /** That it is at most the rate is checked by the record. */
    private static final Range FLOOR = Range.between(0, 1e6);

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
            "value / sqrt(t + 1)",
            List.of(value(InverseSquareRoot::rate)),
            arguments -> new InverseSquareRoot(arguments.number("value")));

    private static final Algorithm<InverseTime> INVERSE_TIME = new Algorithm<>(
            "inverse-time",
            InverseTime.class,
            "value / (1 + k t)",
            List.of(value(InverseTime::rate), Parameter.required("k", RATE, "fall per step", InverseTime::k)),
            arguments -> new InverseTime(arguments.number("value"), arguments.number("k")));

    private static final Algorithm<StepDecay> STEP = new Algorithm<>(
            "step",
            StepDecay.class,
            "value * factor^floor(t / every)",
            List.of(
                    value(StepDecay::rate),
                    Parameter.requiredCount("every", "steps on each stair", StepDecay::every),
                    Parameter.number("factor", 0.1, FACTOR, "from stair to stair", StepDecay::factor)),
            arguments ->
                    new StepDecay(arguments.number("value"), arguments.count("every"), arguments.number("factor")));

    private static final Algorithm<Exponential> EXPONENTIAL = new Algorithm<>(
            "exponential",
            Exponential.class,
            "value * factor^t",
            List.of(
                    value(Exponential::rate),
                    Parameter.required("factor", FACTOR, "from step to step", Exponential::factor)),
            arguments -> new Exponential(arguments.number("value"), arguments.number("factor")));

    private static final Algorithm<Polynomial> POLYNOMIAL = new Algorithm<>(
            "polynomial",
            Polynomial.class,
            "value * (1 - min(t, total) / total)^power, which is 0 in the end",
            List.of(
                    value(Polynomial::rate),
                    Parameter.requiredCount("total", "steps until 0", Polynomial::total),
                    Parameter.number(
                            "power", 1, Range.aboveAndAtMost(0, 100), "1 is a straight line", Polynomial::power)),
            arguments ->
                    new Polynomial(arguments.number("value"), arguments.count("total"), arguments.number("power")));

    private static final Algorithm<Cosine> COSINE = new Algorithm<>(
            "cosine",
            Cosine.class,
            "floor + (value - floor) (1 + cos(pi t / half)) / 2: falls in half a wave, then rises again",
            List.of(
                    value(Cosine::rate),
                    Parameter.requiredCount("half", "steps from the value to the floor", Cosine::half),
                    floor(Cosine::floor)),
            arguments -> new Cosine(arguments.number("value"), arguments.count("half"), arguments.number("floor")));

    private static final Algorithm<CosineWarmRestarts> COSINE_WARM_RESTARTS = new Algorithm<>(
            "cosine-warm-restarts",
            CosineWarmRestarts.class,
            "Half a cosine wave from value to floor, again and again (SGDR)",
            List.of(
                    value(CosineWarmRestarts::rate),
                    Parameter.requiredCount("first", "steps of the first cycle", CosineWarmRestarts::first),
                    Parameter.integer(
                            "growth", 1, 1, 1000, "how many times as long the next is", CosineWarmRestarts::growth),
                    floor(CosineWarmRestarts::floor)),
            arguments -> new CosineWarmRestarts(
                    arguments.number("value"),
                    arguments.count("first"),
                    arguments.integer("growth"),
                    arguments.number("floor")));

    private static final Algorithm<LinearWarmup> LINEAR_WARMUP = new Algorithm<>(
            "linear-warmup",
            LinearWarmup.class,
            "min(1, (t + 1) / steps) times another schedule, which sees the whole count of steps",
            List.of(
                    Parameter.requiredCount("steps", "until the full rate", LinearWarmup::steps),
                    Parameter.link("then", () -> Schedules.CATALOG, "the schedule", LinearWarmup::then)),
            arguments -> new LinearWarmup(arguments.count("steps"), arguments.get("then", LearningRateSchedule.class)));

    static final Catalog<LearningRateSchedule> CATALOG = new Catalog<>(
            "schedule",
            List.of(
                    CONSTANT,
                    INVERSE_SQUARE_ROOT,
                    INVERSE_TIME,
                    STEP,
                    EXPONENTIAL,
                    POLYNOMIAL,
                    COSINE,
                    COSINE_WARM_RESTARTS,
                    LINEAR_WARMUP),
            CONSTANT,
            CONSTANT_VALUE);

    private Schedules() {}

    private static <A> Parameter<A> value(Function<A, Double> of) {
        return Parameter.required("value", RATE, "the rate of the first step", of);
    }

    private static <A> Parameter<A> floor(Function<A, Double> of) {
        return Parameter.number("floor", 0, FLOOR, "the lowest rate, at most the value", of);
    }
}
