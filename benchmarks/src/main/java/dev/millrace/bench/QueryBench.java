package dev.millrace.bench;

import dev.millrace.app.MillraceServer;
import dev.millrace.bench.report.Figures;
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
 * Training while questions are asked, beside training alone, on the same events, in turn: A B A B. The first of each is a
 * warm-up and does not count. Who asks runs in the same process, so its cost counts against training.
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

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1000", description = "Questions a second (1,000).")
    private int rate;

    /** The last three quarters of a run. */
    private record Run(double eventsPerSecond, double seconds, List<Long> latencies, List<String> errors) {}

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("millrace-bench");
        List<String> errors = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            System.err.printf(Locale.ROOT, "filling a topic with %,d events ...%n", events);
            SparseEvents.fill(config(broker, directory, "fill"), events, 1);
            List<Double> alone = new ArrayList<>();
            List<Double> asked = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            List<Double> p50 = new ArrayList<>();
            List<Double> p99 = new ArrayList<>();
            double seconds = 0;
            long answers = 0;
            for (int round = 0; round <= rounds; round++) {
                Run without = run(config(broker, directory, "alone-" + round), 0);
                Run with = run(config(broker, directory, "asked-" + round), rate);
                errors.addAll(with.errors);
                double ratio = with.eventsPerSecond / without.eventsPerSecond;
                System.err.printf(
                        Locale.ROOT,
                        "%s: alone %,.0f events/s, asked %,.0f events/s, ratio %.3f; %,d answers, p50 %.2f ms, p99 %.2f"
                                + " ms%n",
                        round == 0 ? "warm-up" : "round " + round,
                        without.eventsPerSecond,
                        with.eventsPerSecond,
                        ratio,
                        with.latencies.size(),
                        millis(with.latencies, 0.5),
                        millis(with.latencies, 0.99));
                if (round > 0) {
                    alone.add(without.eventsPerSecond);
                    asked.add(with.eventsPerSecond);
                    ratios.add(ratio);
                    p50.add(millis(with.latencies, 0.5));
                    p99.add(millis(with.latencies, 0.99));
                    seconds += with.seconds;
                    answers += with.latencies.size();
                }
            }
            System.out.println(Figures.HEAD);
            System.out.println(Figures.row("alone, events/s", alone, "%,12.0f"));
            System.out.println(Figures.row("asked, events/s", asked, "%,12.0f"));
            System.out.println(Figures.row("ratio, asked / alone", ratios, "%12.3f"));
            System.out.println(Figures.row("answer, p50 ms", p50, "%12.2f"));
            System.out.println(Figures.row("answer, p99 ms", p99, "%12.2f"));
            System.out.printf(Locale.ROOT, "%,d answers in %.0f s; %d errors%n", answers, seconds, errors.size());
            errors.stream().distinct().limit(10).forEach(System.out::println);
        } finally {
            Directories.delete(directory);
        }
        return errors.isEmpty() ? 0 : 1;
    }

    private static double millis(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1))) / 1e6;
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

    private static MillraceConfig config(BrokerProcess broker, Path directory, String run) {
        return BenchConfig.of(broker, directory, run);
    }
}
