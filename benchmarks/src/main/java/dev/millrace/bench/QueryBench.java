package dev.millrace.bench;

import dev.millrace.app.MillraceServer;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Training while questions are asked, beside training alone, on the same events, in turn: A B A B. The first of each are a
 * warm-up and do not count. Who asks runs in the same process, so its cost counts against training.
 */
@Command(
        name = "queries",
        description = {
            "The rate of training while questions are asked over HTTP, beside that of training alone.",
            "Exactly once, 20 sparse features an event out of 2^18, logistic regression, one thread, on a broker of its own."
                    + " Who asks runs on the same cores. Each answer's digest is compared with that of all others at its"
                    + " position."
        },
        mixinStandardHelpOptions = true)
final class QueryBench implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "6000000",
            description = "Events in a run (6,000,000).")
    private int events;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Runs of each that count (3).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "1", description = "Runs before that do not (1).")
    private int warmUps;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1000", description = "Questions a second (1,000).")
    private int rate;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** The last three quarters of a run. */
    private record Run(double eventsPerSecond, double seconds, List<Long> latencies, List<String> errors) {

        double millis(double share) {
            return latencies.isEmpty() ? 0 : latencies.get((int) (share * (latencies.size() - 1))) / 1e6;
        }
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("millrace-bench");
        List<Run> alone = new ArrayList<>();
        List<Run> asked = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            System.err.printf(Locale.ROOT, "filling a topic with %,d events ...%n", events);
            SparseEvents.fill(BenchConfig.of(broker, directory, "fill"), events, 1);
            for (int round = 0; round < warmUps + rounds; round++) {
                Run without = run(BenchConfig.of(broker, directory, "alone-" + round), 0);
                Run with = run(BenchConfig.of(broker, directory, "asked-" + round), rate);
                alone.add(without);
                asked.add(with);
                System.err.printf(
                        Locale.ROOT,
                        "%s: alone %,.0f events/s, asked %,.0f events/s, ratio %.3f; %,d answers, p50 %.2f ms, p99 %.2f"
                                + " ms%n",
                        round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                        without.eventsPerSecond,
                        with.eventsPerSecond,
                        with.eventsPerSecond / without.eventsPerSecond,
                        with.latencies.size(),
                        with.millis(0.5),
                        with.millis(0.99));
            }
        } finally {
            Directories.delete(directory);
        }
        List<String> errors =
                asked.stream().flatMap(run -> run.errors.stream()).distinct().toList();
        report(alone.subList(warmUps, alone.size()), asked.subList(warmUps, asked.size()))
                .print(json);
        // Of the warm-up too.
        errors.stream().limit(10).forEach(System.err::println);
        return errors.isEmpty() ? 0 : 1;
    }

    private Report report(List<Run> alone, List<Run> asked) {
        List<Double> aloneRates = alone.stream().map(Run::eventsPerSecond).toList();
        List<Double> askedRates = asked.stream().map(Run::eventsPerSecond).toList();
        return new Report(
                        "queries",
                        String.format(
                                Locale.ROOT,
                                "%,d events a run, %,d questions a second; rounds: %d, warm-ups: %d",
                                events,
                                rate,
                                rounds,
                                warmUps))
                .figure("training alone", "events/s", aloneRates)
                .figure("training while asked", "events/s", askedRates)
                .figure(
                        "answer, 50 % of all within",
                        "ms", asked.stream().map(run -> run.millis(0.5)).toList())
                .figure(
                        "answer, 99 % of all within",
                        "ms", asked.stream().map(run -> run.millis(0.99)).toList())
                .ratio("training while asked / alone", Figures.ratios(askedRates, aloneRates))
                .note(String.format(
                        Locale.ROOT,
                        "%,d answers in %.0f s; %d errors.",
                        asked.stream().mapToLong(run -> run.latencies.size()).sum(),
                        asked.stream().mapToDouble(Run::seconds).sum(),
                        asked.stream().mapToLong(run -> run.errors.size()).sum()));
    }

    /** @param perSecond questions; 0 for none */
    private Run run(MillraceConfig config, int perSecond) throws Exception {
        try (MillraceServer server = MillraceServer.start(config, note -> {})) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            await(server, events / 8, deadline);
            LoadGenerator load = perSecond == 0
                    ? null
                    : LoadGenerator.start(URI.create(server.url()).getPort(), "sgd", perSecond, 7);
            long from = await(server, events / 4, deadline);
            long fromNanos = System.nanoTime();
            long to = await(server, events, deadline);
            double seconds = (System.nanoTime() - fromNanos) / 1e9;
            return stopped(load, (to - from) / seconds, seconds);
        }
    }

    private static Run stopped(@Nullable LoadGenerator load, double eventsPerSecond, double seconds) throws Exception {
        if (load == null) {
            return new Run(eventsPerSecond, seconds, List.of(), List.of());
        }
        load.stop();
        if (load.latencies().isEmpty()) {
            throw new IllegalStateException("expected answers, got none; is the run too short? Give it more --events");
        }
        return new Run(eventsPerSecond, seconds, load.latencies(), load.errors());
    }

    private static long await(MillraceServer server, long events, long deadline) throws InterruptedException {
        for (long done = processed(server); true; done = processed(server)) {
            if (done >= events) {
                return done;
            }
            if (System.nanoTime() > deadline || server.app().failure() != null) {
                throw new IllegalStateException("the run stopped at " + done + " of " + events + " events");
            }
            // The metric has to be looked at again and again; the run does not depend on when.
            Thread.sleep(2);
        }
    }

    private static long processed(MillraceServer server) {
        for (Metric metric : server.app().streams().metrics().values()) {
            if (metric.metricName().name().equals("process-total")
                    && metric.metricName().group().equals("stream-thread-metrics")) {
                return (long) (double) metric.metricValue();
            }
        }
        return 0;
    }
}
