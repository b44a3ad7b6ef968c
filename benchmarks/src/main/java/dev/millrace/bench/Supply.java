package dev.millrace.bench;

import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/** Fills the events topic with as many events as the fastest run of a benchmark can take, however fast the machine is. */
final class Supply {

    static final List<String> ADAGRAD = List.of("{name: adagrad, optimizer: adagrad, rate: 0.05}");

    /** Made once, and then repeated. */
    private static final int DISTINCT = 1 << 17;

    /** To measure the rate with, so that short forms of a benchmark are short. */
    private static final double FIRST_PER_SECOND = 50_000;

    /** Warm rates are above those that this measures. */
    private static final double SPARE = 1.6;

    private Supply() {}

    /**
     * Fills the topic, and warms up.
     *
     * @param seconds that the longest run takes in all
     */
    static void fill(BrokerProcess broker, Path directory, double seconds)
            throws ExecutionException, InterruptedException, IOException {
        SplittableRandom random = new SplittableRandom(1);
        long events = (long) Math.min(400_000, FIRST_PER_SECOND * seconds);
        MillraceConfig first = config(broker, directory, "supply-0");
        EventTopic.fillRepeating(first, events, DISTINCT, () -> SparseEvents.event(random));
        double rate = 0;
        for (int i = 0; i < 2; i++) {
            MillraceConfig config = config(broker, directory, "supply-" + i);
            rate = Math.max(rate, rate(config, events));
            LearningRun.forget(config);
        }
        long missing = (long) (SPARE * rate * seconds) - events;
        System.err.printf(Locale.ROOT, "filling a topic with %,d events more ...%n", Math.max(0, missing));
        if (missing > 0) {
            EventTopic.fillRepeating(first, missing, DISTINCT, () -> SparseEvents.event(random));
        }
    }

    private static double rate(MillraceConfig config, long events) throws InterruptedException {
        try (LearningRun run = LearningRun.start(config, null)) {
            run.awaitProcessed(events / 4);
            long from = run.processed();
            long nanos = System.nanoTime();
            run.awaitProcessed(events);
            return (run.processed() - from) * 1e9 / (System.nanoTime() - nanos);
        }
    }

    private static MillraceConfig config(BrokerProcess broker, Path directory, String run) {
        return BenchConfig.of(broker, directory, run, SparseEvents.DIMENSION, ADAGRAD, Map.of());
    }

    /** A window in a line on standard error, for who waits. */
    static void tell(String round, String what, CommitWindow window) {
        System.err.printf(
                Locale.ROOT,
                "%s, %s: %,.0f ns an event, of CPU %,.0f; %,d events, %d commits%n",
                round,
                what,
                window.nanosPerEvent(),
                window.cpuNanosPerEvent(),
                window.events(),
                window.commits());
    }
}
