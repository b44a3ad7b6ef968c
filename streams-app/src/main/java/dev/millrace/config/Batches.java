package dev.millrace.config;

import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.Batching.Combine;
import java.util.List;
import java.util.Locale;

/**
 * Which events share a step; a bare number is a count. {@link Batching.Full} is for replays:
 * {@link MillraceConfig#requireStream} refuses it where events go on coming.
 */
final class Batches {

    private static final int MAX_SIZE = 1_000_000;

    private static final Parameter.Scalar<Batching.Count, Integer> SIZE = new Parameter.Scalar<>(
            "size", ScalarType.integer(1, MAX_SIZE), null, "labeled events of a step", Batching.Count::size);

    private static final Algorithm<Batching.Count> COUNT = new Algorithm<>(
            "count",
            Batching.Count.class,
            "A step after every so many labeled events",
            List.of(SIZE, combine()),
            arguments -> new Batching.Count(arguments.integer("size"), combine(arguments)));

    private static final Algorithm<Batching.EventTime> TIME = new Algorithm<>(
            "time",
            Batching.EventTime.class,
            "A step for each window of event time; it closes when an event of a later window comes",
            List.of(
                    new Parameter.Scalar<>(
                            "every", FieldTypes.MILLIS, null, "length of a window", Batching.EventTime::everyMillis),
                    Parameter.integer(
                            "limit",
                            MAX_SIZE,
                            1,
                            MAX_SIZE,
                            "labeled events with which it closes earlier",
                            Batching.EventTime::limit),
                    combine()),
            arguments ->
                    new Batching.EventTime(arguments.count("every"), arguments.integer("limit"), combine(arguments)));

    private static final Algorithm<Batching.Full> FULL = new Algorithm<>(
            "full",
            Batching.Full.class,
            "One step at the end of each epoch, of all labeled events: gradient descent over bounded data, with"
                    + " `millrace replay --epochs`. `run` refuses it",
            List.of(combine()),
            arguments -> new Batching.Full(combine(arguments)));

    static final Catalog<Batching> CATALOG = new Catalog<>("batch", List.of(COUNT, TIME, FULL), COUNT, SIZE);

    private Batches() {}

    /** A whole number for what was always written as one, so that fingerprints stay. */
    static Object describe(Batching batching) {
        return batching instanceof Batching.Count count && count.combine() == Combine.MEAN
                ? count.size()
                : CATALOG.describe(batching);
    }

    private static <A extends Batching> Parameter<A> combine() {
        return Parameter.word(
                "combine",
                "mean",
                List.of("mean", "sum"),
                "how the gradients of the events become one",
                batch -> batch.combine().name().toLowerCase(Locale.ROOT));
    }

    private static Combine combine(Arguments arguments) {
        return arguments.word("combine").equals("sum") ? Combine.SUM : Combine.MEAN;
    }
}
