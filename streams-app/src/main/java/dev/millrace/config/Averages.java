package dev.millrace.config;

import dev.millrace.core.link.Averaging;
import dev.millrace.core.link.ExponentialAverage;
import dev.millrace.core.link.PolyakAverage;
import java.util.List;
import java.util.function.Function;

/** The averages of the weights over the steps that a config can name. A new one is a new entry here. */
final class Averages {

    private static final Algorithm<PolyakAverage> POLYAK = new Algorithm<>(
            "polyak",
            PolyakAverage.class,
            "The mean of the weights after each step since the start",
            List.of(
                    Parameter.count("start", 0, 0, "steps before the first that counts", PolyakAverage::start),
                    serve(PolyakAverage::served)),
            arguments -> new PolyakAverage(arguments.count("start"), served(arguments)));

    private static final Algorithm<ExponentialAverage> EXPONENTIAL = new Algorithm<>(
            "exponential",
            ExponentialAverage.class,
            "a = decay a + (1 - decay) w after every step",
            List.of(
                    Parameter.number(
                            "decay",
                            0.999,
                            new Range(0, false, 1, false),
                            "it looks back about 1 / (1 - decay) steps",
                            ExponentialAverage::decay),
                    serve(ExponentialAverage::served)),
            arguments -> new ExponentialAverage(arguments.number("decay"), served(arguments)));

    static final Catalog<Averaging> CATALOG = new Catalog<>("average", List.of(POLYAK, EXPONENTIAL));

    private Averages() {}

    private static <A extends Averaging> Parameter<A> serve(Function<A, Boolean> of) {
        return Parameter.word(
                "serve",
                "raw",
                List.of("raw", "average"),
                "which weights make the predictions that are published and measured",
                average -> of.apply(average) ? "average" : "raw");
    }

    private static boolean served(Arguments arguments) {
        return arguments.word("serve").equals("average");
    }
}
