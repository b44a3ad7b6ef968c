package dev.millrace.replay.search;

import dev.millrace.config.ConfigTree;
import dev.millrace.config.MillraceConfig;
import dev.millrace.replay.Candidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** The candidates of a search, each checked as a config is when the application starts. Immutable. */
public final class Candidates {

    private final ConfigTree base;
    private final List<Candidate> list;
    private final Map<String, Origin> origins;
    private final int repeated;

    /**
     * Where a candidate is from.
     *
     * @param learner index of the learner of the config that it is, or varies
     * @param settings of the search
     */
    record Origin(int learner, Map<String, Node> settings) {}

    /**
     * Candidates of a config.
     *
     * @param origins by name
     */
    Candidates(ConfigTree base, List<Candidate> list, Map<String, Origin> origins, int repeated) {
        this.base = base;
        this.list = List.copyOf(list);
        this.origins = Map.copyOf(origins);
        this.repeated = repeated;
    }

    /**
     * The candidates of a search; those that would learn the same appear once. Without any search, the learners of the
     * config as they are.
     *
     * @throws dev.millrace.config.ConfigException if the config is wrong, a candidate is, or there are more than 4,096
     */
    public static Candidates of(ConfigTree base, Search search) {
        MillraceConfig config = base.read();
        return search.isNone() ? asTheyAre(base, config) : Variations.read(base, config, search);
    }

    /** In the order of the list, the grid and the draws; or of the config's learners. */
    public List<Candidate> list() {
        return list;
    }

    /** Candidates that were left out because another one learns the same. */
    public int repeated() {
        return repeated;
    }

    /** A candidate as a config that {@code run} accepts, which begins with nothing. */
    public WinnerConfig winner(String name) {
        return winner(name, null);
    }

    /**
     * A candidate as a config that {@code run} accepts.
     *
     * @param name of one of the candidates
     * @param model file with what it has learned, for it to begin with; null to begin with nothing
     */
    public WinnerConfig winner(String name, @Nullable Path model) {
        Origin origin = origins.get(name);
        if (origin == null) {
            throw new IllegalArgumentException("name: expected that of a candidate, got '" + name + "'");
        }
        return new WinnerConfig(base, name, origin, model);
    }

    private static Candidates asTheyAre(ConfigTree base, MillraceConfig config) {
        List<ConfigTree> trees = new ArrayList<>();
        for (int i = 0; i < config.learners().size(); i++) {
            trees.add(base.withOnlyLearner(i));
        }
        List<String> differing =
                SearchKeys.LEARNER.stream().filter(key -> differs(key, trees)).toList();
        List<Candidate> list = new ArrayList<>();
        Map<String, Origin> origins = new LinkedHashMap<>();
        for (int i = 0; i < trees.size(); i++) {
            MillraceConfig alone = trees.get(i).read();
            String name = alone.learners().get(0).name();
            list.add(new Candidate(name, Settings.at(differing, trees.get(i), Map.of()), alone));
            origins.put(name, new Origin(i, Map.of()));
        }
        return new Candidates(base, list, origins, 0);
    }

    private static boolean differs(String key, List<ConfigTree> trees) {
        return trees.stream()
                        .map(tree -> Settings.at(List.of(key), tree, Map.of()))
                        .distinct()
                        .count()
                > 1;
    }
}
