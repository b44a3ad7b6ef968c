package dev.millrace.bench.growth;

import dev.millrace.bench.report.Growth;
import dev.millrace.bench.report.Report;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the learner's cost grows with its sizes, which are measured in turn, round by round. */
@Command(
        name = "growth",
        description = {
            "The learner's cost an event, in one thread and without Kafka, as sizes grow.",
            "AdaGrad, all of the model in memory, events that are prepared before the clock runs: 20 features an event over"
                    + " 2^10 to 2^26 rows, spread evenly and by Zipf's law; 1 to 10,000 features an event; 2 to 1,000 classes."
        },
        mixinStandardHelpOptions = true)
public final class GrowthBench implements Callable<Integer> {

    private static final int FEATURES = 20;
    private static final double EXPONENT = 1.1;
    private static final int ROWS = 1 << 18;
    private static final int CLASS_ROWS = 1 << 10;
    private static final int LEAST_ROW_BITS = 10;
    private static final List<Integer> COUNTS = List.of(1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000);
    private static final List<Integer> CLASSES = List.of(2, 3, 10, 30, 100, 300, 1_000);

    @Option(
            names = "--weights",
            paramLabel = "N",
            defaultValue = "4000000",
            description = "Weights to learn in a round of one size, an event's times events (4,000,000).")
    private int weights;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "Rounds that count (7).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "4", description = "Rounds before that do not (4).")
    private int warmUps;

    @Option(
            names = "--row-bits",
            paramLabel = "N",
            defaultValue = "26",
            description = "The largest model has 2^N rows, 16 to 26 (26).")
    private int rowBits;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        String setting = String.format(
                Locale.ROOT,
                "AdaGrad, one thread; %,d weights a round but 100,000 events at most and 20 at least; %d rounds after %d",
                weights,
                rounds,
                warmUps);
        List<Integer> models = IntStream.rangeClosed(LEAST_ROW_BITS, rowBits)
                .filter(bits -> bits % 2 == 0)
                .mapToObj(bits -> 1 << bits)
                .toList();
        new Report("growth", setting)
                .growth(growth(
                        "rows, spread evenly",
                        models,
                        rows -> new Trial(rows, rows, FEATURES, 2, 0, weights),
                        Why.EVEN_ROWS))
                .growth(growth(
                        "rows, popular by Zipf's law",
                        models,
                        rows -> new Trial(rows, rows, FEATURES, 2, EXPONENT, weights),
                        Why.ZIPF_ROWS))
                .growth(growth("features", COUNTS, count -> new Trial(count, ROWS, count, 2, 0, weights), Why.FEATURES))
                .growth(growth(
                        "classes",
                        CLASSES,
                        count -> new Trial(count, CLASS_ROWS, FEATURES, count, 0, weights),
                        Why.CLASSES))
                .print(json);
        return 0;
    }

    private Growth growth(String name, List<Integer> sizes, IntFunction<Trial> trial, String why) {
        System.err.println(name + " ...");
        List<Trial> trials = sizes.stream().map(trial::apply).toList();
        for (int round = 0; round < warmUps + rounds; round++) {
            for (Trial each : trials) {
                each.run(round >= warmUps);
            }
        }
        trials.forEach(each -> each.requireLearned(warmUps + rounds));
        return new Growth(
                name,
                "ns an event",
                trials.stream()
                        .map(each -> new Growth.Point(each.size(), each.rounds()))
                        .toList(),
                why);
    }
}
