package dev.millrace.bench.memory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.Directories;
import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
import dev.millrace.cli.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A model that is larger than the heap against the same model in memory, on the same events, in turn: A B A B. Each side is
 * one application in one JVM that goes on from round to round and is paused while the other one learns. The first round is a
 * warm-up and does not count.
 */
@Command(
        name = "memory",
        description = {
            "The learning topology's rate with a model that is larger than the heap, beside that with all of it in memory.",
            "Exactly once, two classes, AdaGrad: 16 bytes a row, 16 rows a block. First, events touch each"
                    + " block once, so that the store holds all of the model. Then events have 20 features each by"
                    + " Zipf's law with exponent 1.1; ranks are permuted, so that popular rows share a block by chance"
                    + " alone. After each round both sides must have learned all events and have the same digest."
        },
        mixinStandardHelpOptions = true)
public final class MemoryBench implements Callable<Integer> {

    private static final Bar WANTED = Bar.atLeast(0.3);

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "268435456",
            description =
                    "Rows of the model, a power of two from 2^10 to 2^28 (2^28, the most that there may be: 4 GiB).")
    private int rows;

    @Option(names = "--heap", paramLabel = "SIZE", description = "The smaller heap (512m).")
    private String heap = "512m";

    @Option(
            names = "--limit",
            paramLabel = "MIB",
            defaultValue = "128",
            description = "Of the working set in the smaller heap, MiB (128).")
    private int limit;

    @Option(names = "--large-heap", paramLabel = "SIZE", description = "The larger heap (10g).")
    private String largeHeap = "10g";

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "400000",
            description = "Events in a round, after those that fill the model (400,000).")
    private int events;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds that count (3).")
    private int rounds;

    @Option(
            names = "--child-options",
            paramLabel = "OPTIONS",
            split = " ",
            description = "Further options of the JVM with the smaller heap, separated by spaces.")
    private List<String> childOptions = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final List<JsonNode> small = new ArrayList<>();
    private final List<JsonNode> large = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        LargeModel model = new LargeModel(rows);
        if ((long) limit << 20 >= model.bytes()) {
            throw new IllegalArgumentException("expected a limit below the model's " + (model.bytes() >> 20)
                    + " MiB, got " + limit + "; use more --rows, or a lower --limit");
        }
        Path directory = Files.createTempDirectory("millrace-bench");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"))) {
            String smallConfig = config(model, broker, directory, "small", limit);
            // More than all of it, since what is a little more than the limit is bounded.
            String largeConfig = config(model, broker, directory, "large", 1 + (model.bytes() >> 19));
            try (EventTopic topic = new EventTopic(LargeModel.parse(smallConfig));
                    Side smallSide = new Side("small", directory, smallConfig, heap, childOptions);
                    Side largeSide = new Side("large", directory, largeConfig, largeHeap, List.of())) {
                measure(model, topic, smallSide, largeSide);
            }
        } finally {
            Directories.delete(directory);
        }
        report(model).print(json);
        return 0;
    }

    private static String config(LargeModel model, BrokerProcess broker, Path directory, String name, long limit) {
        return model.config(
                "memory-" + name, broker.bootstrapServers(), broker.registryUrl(), directory.resolve(name), limit);
    }

    private void measure(LargeModel model, EventTopic topic, Side smallSide, Side largeSide)
            throws ExecutionException, InterruptedException, IOException {
        System.err.printf(Locale.ROOT, "%,d events that fill %,d blocks ...%n", model.fillingEvents(), model.blocks());
        topic.append(model.fillingEvents(), model::filling);
        round("filling", model, topic, smallSide, largeSide);
        for (int round = 0; round <= rounds; round++) {
            topic.append(events, number -> model.popular());
            round(round == 0 ? "warm-up" : "round " + round, model, topic, smallSide, largeSide);
        }
    }

    private void round(String name, LargeModel model, EventTopic topic, Side smallSide, Side largeSide)
            throws IOException {
        JsonNode bounded = smallSide.learnUpTo(topic.events());
        JsonNode whole = largeSide.learnUpTo(topic.events());
        if (!bounded.path("digest").equals(whole.path("digest"))) {
            throw new IllegalStateException("expected both sides to have one digest, got " + bounded + " and " + whole);
        }
        if (whole.path("residentBytes").asLong() != model.bytes()) {
            throw new IllegalStateException(
                    "expected " + model.bytes() + " bytes of parameters in memory, got " + whole);
        }
        System.err.printf(
                Locale.ROOT,
                "%s: smaller heap %,.0f events/s, all in memory %,.0f events/s, ratio %.3f%n  %s%n  %s%n",
                name,
                rate(bounded),
                rate(whole),
                rate(bounded) / rate(whole),
                bounded,
                whole);
        if (name.startsWith("round")) {
            small.add(bounded);
            large.add(whole);
        }
    }

    private Report report(LargeModel model) {
        String setting = String.format(
                Locale.ROOT,
                "%,d rows, %,d MiB of parameters; heap %s with a working set of %d MiB, and %s; %,d events to fill,"
                        + " %,d a round of %d features by Zipf(%s); %d rounds",
                rows,
                model.bytes() >> 20,
                heap,
                limit,
                largeHeap,
                model.fillingEvents(),
                events,
                LargeModel.FEATURES,
                LargeModel.EXPONENT,
                rounds);
        return new Report("memory", setting)
                .figure("heap of " + heap, "events/s", values(small, "eventsPerSecond"))
                .figure("all in memory", "events/s", values(large, "eventsPerSecond"))
                .figure("heap of " + heap + ", CPU", "ns an event", values(small, "cpuNanosPerEvent"))
                .figure("all in memory, CPU", "ns an event", values(large, "cpuNanosPerEvent"))
                .ratio(
                        "heap of " + heap + " / in memory",
                        Figures.ratios(values(small, "eventsPerSecond"), values(large, "eventsPerSecond")),
                        WANTED)
                .note(String.format(
                        Locale.ROOT,
                        "The process with the smaller heap took %,d MiB at most, RocksDB's memory and the"
                                + " JVM's included. Its files are in the system's file cache beside that, as far as"
                                + " there is room. No event was refused or lost, and both sides ended with the digest"
                                + " %s.",
                        small.get(small.size() - 1).path("processMebibytes").asLong(),
                        small.get(small.size() - 1).path("digest").asText()));
    }

    private static double rate(JsonNode side) {
        return side.path("eventsPerSecond").asDouble();
    }

    private static List<Double> values(List<JsonNode> sides, String field) {
        return sides.stream().map(side -> side.path(field).asDouble()).toList();
    }
}
