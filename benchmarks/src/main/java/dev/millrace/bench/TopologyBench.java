package dev.millrace.bench;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import dev.millrace.topology.LearningTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The learning topology against one that reads and publishes the same and learns nothing, on the same events, in turn:
 * A B A B. The first of each are a warm-up and do not count: until then the compiler is at work.
 */
@Command(
        name = "topology",
        description = {
            "The learning topology's rate beside that of a topology that decodes and publishes but learns nothing.",
            "Exactly once, Avro in and out, 20 sparse features an event out of 2^18, logistic regression, one thread, on a"
                    + " broker of its own."
        },
        mixinStandardHelpOptions = true)
final class TopologyBench implements Callable<Integer> {

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Events in a run (1,000,000).")
    private int events;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Runs of each that count (5).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "2", description = "Runs before that do not (2).")
    private int warmUps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            System.err.printf(Locale.ROOT, "filling a topic with %,d events ...%n", events);
            SparseEvents.fill(config(broker, directory, "fill"), events, 1);
            List<TopologyRun> nulls = new ArrayList<>();
            List<TopologyRun> learning = new ArrayList<>();
            for (int round = 0; round < warmUps + rounds; round++) {
                MillraceConfig nothing = config(broker, directory, "null-" + round);
                nulls.add(TopologyRun.of(nothing, NullTopology.build(nothing), events, Map.of()));
                MillraceConfig learn = config(broker, directory, "learn-" + round);
                learning.add(TopologyRun.of(learn, LearningTopology.build(learn, 1), events, Map.of()));
                System.err.printf(
                        Locale.ROOT,
                        "%s: null %,.0f events/s, learning %,.0f events/s, ratio %.3f%n",
                        round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                        nulls.get(round).eventsPerSecond(),
                        learning.get(round).eventsPerSecond(),
                        learning.get(round).eventsPerSecond() / nulls.get(round).eventsPerSecond());
            }
            report(nulls.subList(warmUps, nulls.size()), learning.subList(warmUps, learning.size()))
                    .print(json);
        } finally {
            Directories.delete(directory);
        }
        return 0;
    }

    private Report report(List<TopologyRun> nulls, List<TopologyRun> learning) {
        List<Double> nullRates =
                nulls.stream().map(TopologyRun::eventsPerSecond).toList();
        List<Double> learningRates =
                learning.stream().map(TopologyRun::eventsPerSecond).toList();
        return new Report(
                        "topology",
                        String.format(
                                Locale.ROOT, "%,d events a run; rounds: %d, warm-ups: %d", events, rounds, warmUps))
                .figure("null topology", "events/s", nullRates)
                .figure("learning topology", "events/s", learningRates)
                .figure("null topology, CPU", "ns an event", cpu(nulls))
                .figure("learning topology, CPU", "ns an event", cpu(learning))
                .ratio(
                        "learning topology / null topology",
                        Figures.ratios(learningRates, nullRates),
                        Bar.atLeast(0.95));
    }

    private static List<Double> cpu(List<TopologyRun> runs) {
        return runs.stream().map(TopologyRun::cpuNanosPerEvent).toList();
    }

    private static MillraceConfig config(BrokerProcess broker, Path directory, String run) {
        return BenchConfig.of(broker, directory, run);
    }
}
