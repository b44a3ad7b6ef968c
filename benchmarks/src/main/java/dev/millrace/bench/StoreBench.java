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
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The learning topology against a plain cached store, and the null topology against a bare consumer, in turn. */
@Command(
        name = "store",
        description = {
            "The learning topology's rate beside that of learning with a plain cached key-value store, read and written for"
                    + " each feature; and the rate of a topology that learns nothing beside that of a bare consumer.",
            "Exactly once (but for the consumer, which writes nothing), the events of the topology benchmark, one thread, on"
                    + " a broker of its own. The plain store is slow and is given the first events only."
        },
        mixinStandardHelpOptions = true)
final class StoreBench implements Callable<Integer> {

    /** All weights with room to spare, so that the cache never evicts. */
    private static final Map<String, Object> CACHE =
            Map.of(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 256L << 20);

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Events in a run (1,000,000).")
    private int events;

    @Option(
            names = "--store-events",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Of them for the plain store (100,000).")
    private int storeEvents;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Runs of each that count (3).")
    private int rounds;

    @Option(names = "--warm-ups", paramLabel = "N", defaultValue = "2", description = "Runs before that do not (2).")
    private int warmUps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final List<Double> plain = new ArrayList<>();
    private final List<Double> learning = new ArrayList<>();
    private final List<Double> nothing = new ArrayList<>();
    private final List<Double> raw = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        storeEvents = Math.min(storeEvents, events);
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            System.err.printf(Locale.ROOT, "filling a topic with %,d events ...%n", events);
            SparseEvents.fill(BenchConfig.of(broker, directory, "fill"), events, 1);
            for (int round = 0; round < warmUps + rounds; round++) {
                run(broker, directory, round);
            }
        } finally {
            Directories.delete(directory);
        }
        report().print(json);
        return 0;
    }

    private void run(BrokerProcess broker, Path directory, int round) throws InterruptedException {
        MillraceConfig store = BenchConfig.of(broker, directory, "store-" + round);
        double storeRate = TopologyRun.of(store, StoreTopology.build(store), storeEvents, CACHE)
                .eventsPerSecond();
        MillraceConfig learn = BenchConfig.of(broker, directory, "learn-" + round);
        double learnRate = TopologyRun.of(learn, LearningTopology.build(learn, 1), events, Map.of())
                .eventsPerSecond();
        MillraceConfig none = BenchConfig.of(broker, directory, "null-" + round);
        double nullRate =
                TopologyRun.of(none, NullTopology.build(none), events, Map.of()).eventsPerSecond();
        double rawRate = RawConsumer.eventsPerSecond(none, events);
        System.err.printf(
                Locale.ROOT,
                "%s: plain store %,.0f, learning %,.0f, null %,.0f, raw consumer %,.0f events/s%n",
                round < warmUps ? "warm-up" : "round " + (round - warmUps + 1),
                storeRate,
                learnRate,
                nullRate,
                rawRate);
        if (round >= warmUps) {
            plain.add(storeRate);
            learning.add(learnRate);
            nothing.add(nullRate);
            raw.add(rawRate);
        }
    }

    private Report report() {
        return new Report(
                        "store",
                        String.format(
                                Locale.ROOT,
                                "%,d events a run, %,d for the plain store; rounds: %d, warm-ups: %d",
                                events,
                                storeEvents,
                                rounds,
                                warmUps))
                .figure("plain key-value-store app", "events/s", plain)
                .figure("learning topology", "events/s", learning)
                .figure("null topology", "events/s", nothing)
                .figure("raw consumer", "events/s", raw)
                .ratio(
                        "learning topology / plain key-value-store app",
                        Figures.ratios(learning, plain),
                        Bar.atLeast(10))
                .ratio("null topology / raw consumer", Figures.ratios(nothing, raw), Bar.atLeast(0.6));
    }
}
