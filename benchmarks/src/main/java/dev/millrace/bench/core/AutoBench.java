package dev.millrace.bench.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
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
    private static final int WARM_UPS = 2;
    private static final String ONE = "adagrad";

    @Option(names = "--rows", paramLabel = "N", defaultValue = "100000", description = "Rows in a round (100,000).")
    private int rowCount;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds that count (5).")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Rows rows = new Rows(rowCount, 1);
        List<MillracePeer> peers = List.of(
                new MillracePeer(ONE, new AdaGrad(0, EPSILON), new Constant(RATE)),
                new MillracePeer("first-order", new Auto(false, 0), LearnerSpec.NO_SCHEDULE),
                new MillracePeer("auto", Auto.DEFAULT, LearnerSpec.NO_SCHEDULE));
        Map<String, List<Double>> nanos = new LinkedHashMap<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UPS + rounds; round++) {
            StringBuilder line = new StringBuilder(round < WARM_UPS ? "warm-up" : "round " + (round - WARM_UPS + 1));
            for (MillracePeer peer : peers) {
                double cost = run(peer, rows);
                line.append(String.format(Locale.ROOT, ", %s %,.0f ns a row", peer.name(), cost));
                losses.put(peer.name(), peer.meanLoss());
                if (round >= WARM_UPS) {
                    nanos.computeIfAbsent(peer.name(), name -> new ArrayList<>())
                            .add(cost);
                }
            }
            System.err.println(line);
        }
        print(nanos, losses);
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

    private void print(Map<String, List<Double>> nanos, Map<String, Double> losses) {
        ObjectNode root = Figures.object().put("rows", rowCount).put("rounds", rounds);
        ObjectNode costs = root.putObject("nanosPerRow");
        ObjectNode ratios = root.putObject("ratios");
        ObjectNode means = root.putObject("logLoss");
        List<String> lines = new ArrayList<>(List.of(Figures.HEAD));
        nanos.forEach((name, values) -> {
            costs.set(name, Figures.object(values));
            means.put(name, losses.get(name));
            lines.add(Figures.row(name + ", ns a row", values, "%,12.0f"));
        });
        List<Double> one = nanos.getOrDefault(ONE, List.of());
        nanos.forEach((name, values) -> {
            if (!name.equals(ONE)) {
                ratios.set(name + " / " + ONE, Figures.object(Figures.ratios(values, one)));
                lines.add(Figures.row(name + " / " + ONE, Figures.ratios(values, one), "%12.2f"));
            }
        });
        losses.forEach((name, loss) -> lines.add(String.format(Locale.ROOT, "%-30s%12.4f", name + ", log loss", loss)));
        if (json) {
            System.out.println(root);
        } else {
            lines.forEach(System.out::println);
        }
    }
}
