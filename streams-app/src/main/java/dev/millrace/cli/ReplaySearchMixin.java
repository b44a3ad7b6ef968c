package dev.millrace.cli;

import dev.millrace.config.ConfigTree;
import dev.millrace.replay.Candidate;
import dev.millrace.replay.search.Candidates;
import dev.millrace.replay.search.Search;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a replay tries. */
final class ReplaySearchMixin {

    @Option(
            names = "--try",
            paramLabel = "KEY=VALUES",
            description =
                    "Values of a config key to try, such as optimizer=sgd,adagrad or rate=0.001..1:7 (7 values, evenly"
                            + " on a log scale); may be repeated: all combinations are tried. Without --try and --search, the"
                            + " learners of the config are.")
    private List<String> tries = new ArrayList<>();

    @Option(
            names = "--random",
            paramLabel = "N",
            description = "Try N combinations drawn at random instead of all; rate=0.001..1 is then a range.")
    private @Nullable Integer random;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of these draws (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--search",
            paramLabel = "FILE",
            description =
                    "A file with what is to be tried: list, grid and random draws; docs/replay.md shows how it looks.")
    private @Nullable Path file;

    @Option(
            names = "--learner",
            paramLabel = "NAME",
            description =
                    "Which learner of the config is varied (default: the first); without --try and --search, the only"
                            + " one that is replayed.")
    private @Nullable String learner;

    /** What is tried, and how each can be written as a config. */
    record Found(Candidates candidates, List<Candidate> list) {}

    /** @throws UsageException if the options do not fit together */
    Found candidates(ConfigTree config) {
        if (file != null && (!tries.isEmpty() || random != null)) {
            throw new UsageException("--search: expected no --try and no --random beside it; write all into the file");
        }
        if (file == null && tries.isEmpty()) {
            if (random != null) {
                throw new UsageException("--random: expected --try options to draw from");
            }
            return asTheyAre(config);
        }
        if (file != null && learner != null) {
            throw new UsageException("--learner: write it into the search file, as 'learner: " + learner + "'");
        }
        Search search = file != null ? Search.load(file, System.getenv()) : Search.of(tries, random, seed, learner);
        Candidates found = Candidates.of(config, search);
        return new Found(found, found.list());
    }

    private Found asTheyAre(ConfigTree config) {
        Candidates found = Candidates.of(config, Search.NONE);
        List<Candidate> list = found.list().stream()
                .filter(candidate -> learner == null || candidate.name().equals(learner))
                .toList();
        if (list.isEmpty()) {
            throw new UsageException("--learner: expected one of "
                    + String.join(
                            ", ", found.list().stream().map(Candidate::name).toList()) + ", got '" + learner
                    + "'");
        }
        return new Found(found, list);
    }
}
