package dev.millrace.bench.core;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.schedule.Constant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What it costs to tune nothing: a mixture of experts beside one learner, on the same parsed rows, in turn. */
@Command(
        name = "auto",
        description = {
            "The cost of the optimizer auto beside that of one AdaGrad learner, in one thread and without Kafka.",
            "Logistic regression on the rows of 'bench core'. 'first-order' has 16 experts, 'auto' two stacks and four"
                    + " second-order experts more, with the covariances of 128 features."
        },
        mixinStandardHelpOptions = true)
public final class AutoBench implements Callable<Integer> {

    private static final double RATE = 0.05;
    private static final double EPSILON = 1e-10;
    private static final String ONE = "one AdaGrad";
    private static final String FIRST_ORDER = "first-order experts";
    private static final String ALL = "auto";

    @Option(names = "--rows", paramLabel = "N", defaultValue = "100000", description = "Rows in a round (100,000).")
    private int rowCount;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds that count (5).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "2", description = "Rounds before that do not (2).")
    private int warmUps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Rows rows = new Rows(rowCount, 1);
        List<MillracePeer> peers = List.of(
                new MillracePeer(ONE, new AdaGrad(0, EPSILON), new Constant(RATE)),
                new MillracePeer(FIRST_ORDER, new Auto(false, 0), LearnerSpec.NO_SCHEDULE),
                new MillracePeer(ALL, Auto.DEFAULT, LearnerSpec.NO_SCHEDULE));
        Map<String, List<Double>> nanos = new LinkedHashMap<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        for (int round = 0; round < warmUps + rounds; round++) {
            StringBuilder line = new StringBuilder(round < warmUps ? "warm-up" : "round " + (round - warmUps + 1));
            for (MillracePeer peer : peers) {
                double cost = run(peer, rows);
                line.append(String.format(Locale.ROOT, ", %s %,.0f ns a row", peer.name(), cost));
                losses.put(peer.name(), peer.meanLoss());
                if (round >= warmUps) {
                    nanos.computeIfAbsent(peer.name(), name -> new ArrayList<>())
                            .add(cost);
                }
            }
            System.err.println(line);
        }
        report(nanos, losses).print(json);
        return 0;
    }

    private static double run(MillracePeer peer, Rows rows) {
        peer.reset();
        long nanos = 0;
        for (int from = 0; from < rows.count(); from += Peer.CHUNK) {
            peer.prepare(rows, from, Math.min(from + Peer.CHUNK, rows.count()));
            long start = System.nanoTime();
            peer.learn();
            nanos += System.nanoTime() - start;
            peer.judge();
        }
        return (double) nanos / rows.count();
    }

    private Report report(Map<String, List<Double>> nanos, Map<String, Double> losses) {
        Report report = new Report(
                "auto",
                String.format(Locale.ROOT, "%,d rows a round; rounds: %d, warm-ups: %d", rowCount, rounds, warmUps));
        nanos.forEach((name, values) -> report.figure(name, "ns a row", values));
        losses.forEach((name, loss) -> report.figure("log loss, " + name, "nats", List.of(loss)));
        List<Double> one = nanos.getOrDefault(ONE, List.of());
        return report.ratio(
                        FIRST_ORDER + " / " + ONE,
                        Figures.ratios(nanos.getOrDefault(FIRST_ORDER, List.of()), one),
                        Bar.atMost(4))
                .ratio(ALL + " / " + ONE, Figures.ratios(nanos.getOrDefault(ALL, List.of()), one));
    }
}
