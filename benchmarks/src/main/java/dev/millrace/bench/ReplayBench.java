package dev.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bench.report.Figures;
import dev.millrace.bench.report.Report;
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
import java.util.Locale;
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

    @Option(
            names = "--rates",
            paramLabel = "N",
            defaultValue = "4",
            description = "Rates to try with each of the 4 optimizers (4: 16 candidates).")
    private int rates;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds that count (3).")
    private int rounds;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            defaultValue = "1",
            description = "Rounds of the warm process before that do not (1).")
    private int warmUps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Seconds that each took, a round an element. */
    private record Times(List<Double> together, List<Double> alone) {}

    /** One way to replay: the digests of the candidates, in order. */
    private interface Way {
        List<String> digests(List<Candidate> candidates) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        ConfigTree tree = ConfigTree.load(config, System.getenv());
        List<String> search = List.of(
                "optimizer=sgd,adagrad,lazy-adam,ftrl-proximal", rates == 1 ? "rate=0.01" : "rate=0.001..0.1:" + rates);
        List<Candidate> candidates =
                Candidates.of(tree, Search.of(search, null, 1, null)).list();
        Times commands = measure("command", candidates, this::byCommand, 0);
        Times warm = measure("warm process", candidates, this::inProcess, warmUps);
        int count = candidates.size();
        new Report(
                        "replay",
                        String.format(
                                Locale.ROOT,
                                "%d candidates; rounds: %d, warm-ups of the warm process: %d",
                                count,
                                rounds,
                                warmUps))
                .figure("one command of " + count, "s", commands.together())
                .figure(count + " commands of one", "s", commands.alone())
                .figure("one warm pass of " + count, "s", warm.together())
                .figure(count + " warm passes of one", "s", warm.alone())
                .ratio(
                        count + " commands / one command of " + count,
                        Figures.ratios(commands.alone(), commands.together()))
                .ratio(
                        count + " warm passes / one warm pass of " + count,
                        Figures.ratios(warm.alone(), warm.together()))
                .print(json);
        return 0;
    }

    private Times measure(String what, List<Candidate> candidates, Way way, int before) throws IOException {
        Times times = new Times(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < before + rounds; round++) {
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
            double together = (between - start) / 1e9;
            double alone = (end - between) / 1e9;
            System.err.printf(
                    Locale.ROOT,
                    "%s, %s: one of %d %.2f s, %d of one %.2f s%n",
                    what,
                    round < before ? "warm-up" : "round " + (round - before + 1),
                    candidates.size(),
                    together,
                    candidates.size(),
                    alone);
            if (round >= before) {
                times.together.add(together);
                times.alone.add(alone);
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
}
