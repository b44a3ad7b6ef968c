package dev.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import dev.millrace.topology.LearningTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The learning topology against one that reads and publishes the same and learns nothing, on the same events, in turn:
 * A B A B. The first two of each are a warm-up and do not count: until then the compiler is at work.
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

    private static final int WARM_UPS = 2;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Events in a run (1,000,000).")
    private int events;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Runs of each that count (5).")
    private int rounds;

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
            for (int round = 0; round < WARM_UPS + rounds; round++) {
                MillraceConfig nothing = config(broker, directory, "null-" + round);
                nulls.add(TopologyRun.of(nothing, NullTopology.build(nothing), events, Map.of()));
                MillraceConfig learn = config(broker, directory, "learn-" + round);
                learning.add(TopologyRun.of(learn, LearningTopology.build(learn, 1), events, Map.of()));
                System.err.printf(
                        Locale.ROOT,
                        "%s: null %,.0f events/s, learning %,.0f events/s, ratio %.3f%n",
                        round < WARM_UPS ? "warm-up" : "round " + (round - WARM_UPS + 1),
                        nulls.get(round).eventsPerSecond(),
                        learning.get(round).eventsPerSecond(),
                        learning.get(round).eventsPerSecond() / nulls.get(round).eventsPerSecond());
            }
            print(nulls.subList(WARM_UPS, nulls.size()), learning.subList(WARM_UPS, learning.size()));
        } finally {
            Directories.delete(directory);
        }
        return 0;
    }

    private void print(List<TopologyRun> nulls, List<TopologyRun> learning) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < nulls.size(); i++) {
            ratios.add(learning.get(i).eventsPerSecond() / nulls.get(i).eventsPerSecond());
        }
        List<Double> nullRates =
                nulls.stream().map(TopologyRun::eventsPerSecond).toList();
        List<Double> learningRates =
                learning.stream().map(TopologyRun::eventsPerSecond).toList();
        List<Double> nullCpu = nulls.stream().map(TopologyRun::cpuNanosPerEvent).toList();
        List<Double> learningCpu =
                learning.stream().map(TopologyRun::cpuNanosPerEvent).toList();
        if (json) {
            ObjectNode root = new ObjectMapper().createObjectNode();
            root.put("events", events).put("rounds", rounds);
            root.put("nullEventsPerSecond", Figures.median(nullRates))
                    .put("learningEventsPerSecond", Figures.median(learningRates));
            root.put("nullCpuNanosPerEvent", Figures.median(nullCpu))
                    .put("learningCpuNanosPerEvent", Figures.median(learningCpu));
            root.put("ratio", Figures.median(ratios))
                    .put(
                            "ratioMin",
                            ratios.stream().min(Comparator.naturalOrder()).orElseThrow())
                    .put(
                            "ratioMax",
                            ratios.stream().max(Comparator.naturalOrder()).orElseThrow());
            System.out.println(root);
            return;
        }
        System.out.println(Figures.HEAD);
        System.out.println(Figures.row("null, events/s", nullRates, "%,12.0f"));
        System.out.println(Figures.row("learning, events/s", learningRates, "%,12.0f"));
        System.out.println(Figures.row("ratio, learning / null", ratios, "%12.3f"));
        System.out.println(Figures.row("null, CPU ns an event", nullCpu, "%,12.0f"));
        System.out.println(Figures.row("learning, CPU ns an event", learningCpu, "%,12.0f"));
    }

    private static MillraceConfig config(BrokerProcess broker, Path directory, String run) {
        return BenchConfig.of(broker, directory, run);
    }
}
