package dev.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.config.ConfigTree;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.replay.Candidate;
import dev.millrace.replay.Replay;
import dev.millrace.replay.ReplayOptions;
import dev.millrace.replay.ReplayResult;
import dev.millrace.replay.search.Candidates;
import dev.millrace.replay.search.Search;
import dev.millrace.replay.source.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A replay of 16 candidates in one pass against 16 replays of one candidate each, over the same file, in turn: A B A B. The
 * first round is a warm-up and does not count.
 */
@Command(
        name = "replay",
        description = {
            "16 candidates in one pass over the flights, beside 16 passes of one candidate each.",
            "All in this process, each with as many threads as there are cores. The digests must be the same."
        },
        mixinStandardHelpOptions = true)
final class ReplayBench implements Callable<Integer> {

    private static final List<String> SEARCH = List.of("optimizer=sgd,adagrad,lazy-adam,momentum", "rate=0.001..0.1:4");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "examples/flights.yaml",
            description = "The config (examples/flights.yaml).")
    private Path config = Path.of("");

    @Option(
            names = "--input",
            paramLabel = "FILE",
            defaultValue = "examples/data/flights-2001-300k.csv.gz",
            description = "The events (examples/data/flights-2001-300k.csv.gz).")
    private String input = "";

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds that count (3).")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ConfigTree tree = ConfigTree.load(config, System.getenv());
        List<Candidate> candidates =
                Candidates.of(tree, Search.of(SEARCH, null, 1, null)).list();
        List<Double> together = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            long start = System.nanoTime();
            List<Long> digests = digests(candidates);
            long between = System.nanoTime();
            List<Long> digestsAlone = new ArrayList<>();
            for (Candidate candidate : candidates) {
                digestsAlone.addAll(digests(List.of(candidate)));
            }
            long end = System.nanoTime();
            if (!digestsAlone.equals(digests)) {
                throw new IllegalStateException("digests: expected " + digestsAlone + " in one pass, got " + digests);
            }
            double one = (between - start) / 1e9;
            double many = (end - between) / 1e9;
            System.err.printf(
                    Locale.ROOT,
                    "%s: one pass of %d %.2f s, %d passes of one %.2f s, ratio %.2f; same digests%n",
                    round == 0 ? "warm-up" : "round " + round,
                    candidates.size(),
                    one,
                    candidates.size(),
                    many,
                    many / one);
            if (round > 0) {
                together.add(one);
                alone.add(many);
                ratios.add(many / one);
            }
        }
        print(candidates.size(), together, alone, ratios);
        return 0;
    }

    private List<Long> digests(List<Candidate> candidates) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (FileSource source = new FileSource(
                input, ReadOptions.DEFAULT, null, note -> {})) {
            ReplayResult result = new Replay(source, candidates, new ReplayOptions(threads, 0, 1, 1, 1, false))
                    .run((epoch, events, share, left) -> true);
            return result.candidates().stream()
                    .map(candidate -> candidate.learned().digest())
                    .toList();
        }
    }

    private void print(int candidates, List<Double> together, List<Double> alone, List<Double> ratios) {
        if (json) {
            ObjectNode root = new ObjectMapper().createObjectNode();
            root.put("candidates", candidates).put("rounds", rounds);
            root.put("onePassSeconds", Figures.median(together)).put("manyPassesSeconds", Figures.median(alone));
            root.put("ratio", Figures.median(ratios));
            System.out.println(root);
            return;
        }
        System.out.println(Figures.HEAD);
        System.out.println(Figures.row("one pass of " + candidates + ", s", together, "%12.2f"));
        System.out.println(Figures.row(candidates + " passes of one, s", alone, "%12.2f"));
        System.out.println(Figures.row("ratio", ratios, "%12.2f"));
    }
}
