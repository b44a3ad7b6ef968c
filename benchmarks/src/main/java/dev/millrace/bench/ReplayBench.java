package dev.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A replay of 16 candidates in one pass against 16 replays of one candidate each, over the same file, in turn: A B A B. As
 * commands, which is what a person would run, and again in one process that is warm, where nothing but reading is saved.
 */
@Command(
        name = "replay",
        description = {
            "16 candidates in one pass over the flights, beside 16 passes of one candidate each.",
            "As commands of a JVM each, and in one warm process; with as many threads as there are cores. The digests must"
                    + " be the same."
        },
        mixinStandardHelpOptions = true)
final class ReplayBench implements Callable<Integer> {

    private static final List<String> SEARCH =
            List.of("optimizer=sgd,adagrad,lazy-adam,ftrl-proximal", "rate=0.001..0.1:4");

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

    /** Seconds that each took, a round an element. */
    private record Times(List<Double> together, List<Double> alone, List<Double> ratios) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(double one, double many) {
            together.add(one);
            alone.add(many);
            ratios.add(many / one);
        }
    }

    /** One way to replay: the digests of the candidates, in order. */
    private interface Way {
        List<String> digests(List<Candidate> candidates) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        ConfigTree tree = ConfigTree.load(config, System.getenv());
        List<Candidate> candidates =
                Candidates.of(tree, Search.of(SEARCH, null, 1, null)).list();
        Times commands = measure(candidates, this::byCommand, 0);
        // The first round is a warm-up.
        Times warm = measure(candidates, this::inProcess, 1);
        if (json) {
            ObjectNode root = new ObjectMapper().createObjectNode();
            root.put("candidates", candidates.size()).put("rounds", rounds);
            root.set("commands", object(commands));
            root.set("warmProcess", object(warm));
            System.out.println(root);
        } else {
            System.out.println(Figures.HEAD);
            print("command", candidates.size(), commands);
            print("warm pass", candidates.size(), warm);
        }
        return 0;
    }

    private Times measure(List<Candidate> candidates, Way way, int warmUps) throws IOException {
        Times times = new Times();
        for (int round = 0; round < warmUps + rounds; round++) {
            long start = System.nanoTime();
            List<String> digests = way.digests(candidates);
            long between = System.nanoTime();
            List<String> digestsAlone = new ArrayList<>();
            for (Candidate candidate : candidates) {
                digestsAlone.addAll(way.digests(List.of(candidate)));
            }
            long end = System.nanoTime();
            if (!digestsAlone.equals(digests)) {
                throw new IllegalStateException("digests: expected " + digestsAlone + " in one pass, got " + digests);
            }
            if (round >= warmUps) {
                times.add((between - start) / 1e9, (end - between) / 1e9);
            }
        }
        return times;
    }

    private List<String> inProcess(List<Candidate> candidates) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (FileSource source = new FileSource(input, ReadOptions.DEFAULT, null, note -> {})) {
            ReplayResult result = new Replay(source, candidates, new ReplayOptions(threads, 0, 1, 1, 1, false))
                    .run((epoch, events, share, left) -> true);
            return result.candidates().stream()
                    .map(candidate -> String.format("%016x", candidate.learned().digest()))
                    .toList();
        }
    }

    private List<String> byCommand(List<Candidate> candidates) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.cli.Millrace",
                "replay",
                "--config",
                config.toString(),
                "--json",
                input));
        for (String key : List.of("optimizer", "rate")) {
            command.add("--try");
            command.add(key + "="
                    + candidates.stream()
                            .map(candidate -> candidate.settings().get(key))
                            .distinct()
                            .collect(Collectors.joining(",")));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode report = new ObjectMapper().readTree(process.getInputStream());
        Map<String, String> digests = new HashMap<>();
        report.path("candidates")
                .forEach(candidate -> digests.put(
                        candidate.path("name").asText(),
                        candidate.at("/learned/digest").asText()));
        return candidates.stream()
                .map(candidate -> String.valueOf(digests.get(candidate.name())))
                .toList();
    }

    private static ObjectNode object(Times times) {
        return new ObjectMapper()
                .createObjectNode()
                .put("oneSeconds", Figures.median(times.together()))
                .put("manySeconds", Figures.median(times.alone()))
                .put("ratio", Figures.median(times.ratios()));
    }

    private static void print(String what, int candidates, Times times) {
        System.out.println(Figures.row("one " + what + " of " + candidates + ", s", times.together(), "%12.2f"));
        System.out.println(Figures.row(candidates + " of one, s", times.alone(), "%12.2f"));
        System.out.println(Figures.row("ratio", times.ratios(), "%12.2f"));
    }
}
