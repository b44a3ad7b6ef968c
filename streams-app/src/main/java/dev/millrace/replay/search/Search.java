package dev.millrace.replay.search;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What is to be tried. Keys are those of a learner ({@code rate}, {@code optimizer.beta1}), or paths from the root of
 * the config ({@code features[0].transform}); values are YAML. Immutable.
 *
 * @param source where it was written, for messages
 * @param learner which learner of the config is varied; null for the first
 * @param list candidates one by one; an empty one is the learner as it is
 * @param grid values of each key; candidates are all combinations
 */
public record Search(
        String source,
        @Nullable String learner,
        List<Map<String, Node>> list,
        Map<String, List<Node>> grid,
        @Nullable RandomDraws random) {

    /** Nothing but the learners of the config as they are. */
    public static final Search NONE = new Search("", null, List.of(), Map.of(), null);

    /**
     * Candidates drawn at random.
     *
     * @param count of draws; what is drawn twice is tried once
     * @param draw values of each key
     */
    record RandomDraws(int count, long seed, Map<String, Values> draw) {
        RandomDraws {
            draw = Collections.unmodifiableMap(new LinkedHashMap<>(draw));
        }
    }

    public Search {
        list = List.copyOf(list);
        grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
    }

    /**
     * Reads a search file.
     *
     * @param variables what {@code ${NAME}} in values stands for
     * @throws dev.millrace.config.ConfigException with every problem that is in it
     */
    public static Search load(Path file, Map<String, String> variables) {
        return SearchFile.load(file, variables);
    }

    /**
     * What options of a command line say.
     *
     * @param tries {@code KEY=VALUES} each, as {@code docs/replay.md} has it
     * @param random draws; null for all combinations
     * @param seed of the draws
     * @param learner null for the first
     * @throws dev.millrace.config.ConfigException if an option is wrong
     */
    public static Search of(List<String> tries, @Nullable Integer random, long seed, @Nullable String learner) {
        return TryOptions.parse(tries, random, seed, learner);
    }

    /** Whether the learners of the config are tried as they are. */
    boolean isNone() {
        return list.isEmpty() && grid.isEmpty() && random == null;
    }
}
