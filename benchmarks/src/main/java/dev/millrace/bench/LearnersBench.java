package dev.millrace.bench;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Growth;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import dev.millrace.config.MillraceConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What each further learner on a topic costs, beside the first. */
@Command(
        name = "learners",
        description = {
            "The cost of an event with one learner, and with more of them on the same topic; and what each further learner"
                    + " costs by what the first one does.",
            "Exactly once, Avro in and out, 20 sparse features an event out of 2^18, AdaGrad, one thread, a commit each"
                    + " second, on a broker of its own. As by default, the first learner publishes a prediction of each event,"
                    + " the others are measured and publish none. All must end with the same bits."
        },
        mixinStandardHelpOptions = true)
final class LearnersBench implements Callable<Integer> {

    /** Seconds before what is measured, or as many as that has. */
    private static final double SETTLING = 2;

    @Option(
            names = "--learners",
            paramLabel = "N,N,...",
            split = ",",
            defaultValue = "1,2,4,8,16,32,64",
            description = "How many learners, 1 first (1,2,4,8,16,32,64).")
    private List<Integer> learners = List.of();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "Of a run, at least (5).")
    private double seconds;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Runs of each that count (3).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "1", description = "Runs before that do not (1).")
    private int warmUps;

    @Option(names = "--publish", description = "Have all learners publish their predictions.")
    private boolean publish;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final Map<Integer, List<CommitWindow>> windows = new TreeMap<>();

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            Supply.fill(broker, directory, settling() + seconds + 2);
            for (int round = 0; round < warmUps + rounds; round++) {
                for (int count : learners) {
                    MillraceConfig config = config(broker, directory, round, count);
                    CommitWindow window = CommitWindow.of(config, settling(), seconds);
                    Supply.tell(
                            round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                            count + (count == 1 ? " learner" : " learners"),
                            window);
                    if (round >= warmUps) {
                        windows.computeIfAbsent(count, unused -> new ArrayList<>())
                                .add(window);
                    }
                }
            }
        } finally {
            Directories.delete(directory);
        }
        report().print(json);
        return 0;
    }

    private double settling() {
        return Math.min(SETTLING, seconds);
    }

    private MillraceConfig config(BrokerProcess broker, Path directory, int round, int count) {
        List<String> yaml = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{name: adagrad-" + i + ", optimizer: adagrad, rate: 0.05"
                        + (publish && i > 1 ? ", publish-predictions: true}" : "}"))
                .toList();
        String run = "learners-" + count + "-" + round;
        return BenchConfig.of(broker, directory, run, SparseEvents.DIMENSION, yaml, Map.of());
    }

    private Report report() {
        Report report = new Report(
                "learners",
                String.format(
                        Locale.ROOT,
                        "AdaGrad, 20 of 2^18 features, commits each second, %s; %s s or more a run, %d rounds",
                        publish ? "all publish predictions" : "the first publishes predictions",
                        seconds,
                        rounds));
        windows.forEach((count, runs) -> {
            String name = count == 1 ? "1 learner" : count + " learners";
            report.figure(name, "events/s", list(runs, CommitWindow::eventsPerSecond));
            report.figure(name + ", CPU", "ns", list(runs, CommitWindow::cpuNanosPerEvent));
        });
        windows.forEach((count, runs) -> {
            if (windows.containsKey(1) && (count == 2 || count == 8)) {
                report.ratio(
                        "further learner / first, of " + count,
                        further(count, CommitWindow::nanosPerEvent),
                        Bar.atMost(0.25));
            }
        });
        windows.forEach((count, runs) -> {
            if (windows.containsKey(1) && count > 1) {
                report.ratio(
                        "further learner / first, of " + count + ", CPU",
                        further(count, CommitWindow::cpuNanosPerEvent));
            }
        });
        report.note(
                "Further of n: the cost of an event with n learners, less that with one, by n - 1, by that with one.");
        if (windows.size() > 1) {
            report.growth(growth());
        }
        return report;
    }

    private Growth growth() {
        List<Growth.Point> points = new ArrayList<>();
        windows.forEach((count, runs) -> points.add(new Growth.Point(count, list(runs, CommitWindow::nanosPerEvent))));
        return new Growth(
                "learners",
                "ns an event",
                points,
                "Few learners share what one pays: the broker, Avro, features, the transaction. Of many, each pays its own step"
                        + " and write-back, and their parameters no longer fit the processor's caches.");
    }

    /** Round by round: what each learner after the first costs, by what the first one costs. */
    private List<Double> further(int count, ToDoubleFunction<CommitWindow> cost) {
        List<Double> alone = list(windows.getOrDefault(1, List.of()), cost);
        List<Double> together = list(windows.getOrDefault(count, List.of()), cost);
        return IntStream.range(0, together.size())
                .mapToObj(i -> (together.get(i) - alone.get(i)) / (count - 1) / alone.get(i))
                .toList();
    }

    private static List<Double> list(List<CommitWindow> runs, ToDoubleFunction<CommitWindow> figure) {
        return runs.stream().map(figure::applyAsDouble).toList();
    }
}
