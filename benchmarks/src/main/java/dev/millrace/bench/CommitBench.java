package dev.millrace.bench;

import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Growth;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the cost of an event depends on how often is committed. */
@Command(
        name = "commit",
        description = {
            "The cost of an event with commit intervals from 0.1 to 30 s.",
            "Exactly once, Avro in and out, 20 sparse features an event out of 2^18, AdaGrad, one thread, on a broker of its"
                    + " own. What is measured ends with a commit, and has one or more of them."
        },
        mixinStandardHelpOptions = true)
final class CommitBench implements Callable<Integer> {

    /** Up to this interval, a run begins with a few seconds that do not count. */
    private static final long SHORT_MILLIS = 3_000;

    /** Seconds before what is measured, or as many as that has. */
    private static final double SETTLING = 2;

    @Option(
            names = "--intervals",
            paramLabel = "MS,MS,...",
            split = ",",
            defaultValue = "100,300,1000,3000,10000,30000",
            description = "Commit intervals in milliseconds (100,300,1000,3000,10000,30000).")
    private List<Long> intervals = List.of();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "Of a run, at least (5).")
    private double seconds;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Runs of each that count (3).")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final Map<Long, List<CommitWindow>> windows = new TreeMap<>();

    @Override
    public Integer call() throws Exception {
        double longest = Collections.max(intervals) / 1e3;
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            Supply.fill(broker, directory, Math.max(settling() + seconds + SHORT_MILLIS / 1e3, seconds + longest));
            for (int round = 1; round <= rounds; round++) {
                for (long interval : intervals) {
                    MillraceConfig config = config(broker, directory, round, interval);
                    CommitWindow window =
                            CommitWindow.of(config, interval <= SHORT_MILLIS ? settling() : 0, least(interval));
                    Supply.tell("round " + round, interval + " ms", window);
                    windows.computeIfAbsent(interval, unused -> new ArrayList<>())
                            .add(window);
                }
            }
        } finally {
            Directories.delete(directory);
        }
        report().print(json);
        return 0;
    }

    /** Where a single commit is waited for, the run before it is as long as the interval, or nearly so. */
    private double least(long interval) {
        return interval <= SHORT_MILLIS ? seconds : Math.min(seconds, interval / 2e3);
    }

    private double settling() {
        return Math.min(SETTLING, seconds);
    }

    private MillraceConfig config(BrokerProcess broker, Path directory, int round, long interval) {
        return BenchConfig.of(
                broker,
                directory,
                "commit-" + interval + "-" + round,
                SparseEvents.DIMENSION,
                Supply.ADAGRAD,
                Map.of("commit.interval.ms", interval));
    }

    private Report report() {
        Report report = new Report(
                "commit",
                String.format(
                        Locale.ROOT,
                        "AdaGrad, 20 of 2^18 features; %s s and one commit or more a run, %d rounds",
                        seconds,
                        rounds));
        windows.forEach((interval, runs) -> {
            String name = interval / 1e3 + " s";
            report.figure(name, "events/s", list(runs, CommitWindow::eventsPerSecond));
            report.figure(name + ", CPU", "ns", list(runs, CommitWindow::cpuNanosPerEvent));
        });
        long usual = 1_000;
        List<CommitWindow> byDefault = windows.getOrDefault(usual, List.of());
        windows.forEach((interval, runs) -> {
            if (interval != usual && !byDefault.isEmpty()) {
                report.ratio(
                        "cost, " + interval / 1e3 + " s / 1 s",
                        Figures.ratios(
                                list(runs, CommitWindow::nanosPerEvent), list(byDefault, CommitWindow::nanosPerEvent)));
            }
        });
        if (windows.size() > 1) {
            List<Growth.Point> points = new ArrayList<>();
            windows.forEach((interval, runs) ->
                    points.add(new Growth.Point(interval / 1e3, list(runs, CommitWindow::nanosPerEvent))));
            report.growth(new Growth(
                    "s between commits",
                    "ns an event",
                    points,
                    "A commit writes the blocks that changed since the last one, and waits for the transaction; the longer"
                            + " it is put off, the more events share it, until it is nothing beside them."));
        }
        return report;
    }

    private static List<Double> list(List<CommitWindow> runs, ToDoubleFunction<CommitWindow> figure) {
        return runs.stream().map(figure::applyAsDouble).toList();
    }
}
