package dev.millrace.replay.search;

import dev.millrace.config.ConfigTree;
import dev.millrace.config.KeyPath;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Settings of a candidate: values by key, as a search has them. */
final class Settings {

    private Settings() {}

    /** What the optimizer auto finds itself. */
    private static final Set<String> RATES = Set.of("rate", "plateau");

    /** What other optimizers of a config may have, but auto has not. */
    private static final Set<String> STEPS = Set.of("batch", "gradient", "weights", "average");

    /**
     * A tree with settings put in. Where the optimizer becomes auto, rates go, and so does what was meant for the one before;
     * so auto can be tried in a grid of optimizers and rates, of which it is one.
     */
    static ConfigTree put(ConfigTree tree, Map<String, Node> settings, int learner) {
        ConfigTree changed = tree;
        for (String key : outerFirst(settings.keySet())) {
            changed = changed.with(SearchKeys.place(key, learner), Objects.requireNonNull(settings.get(key)));
        }
        KeyPath optimizer = SearchKeys.place(SearchKeys.OPTIMIZER, learner);
        return settings.containsKey(SearchKeys.OPTIMIZER) && isAuto(changed.at(optimizer))
                ? changed.without(optimizer.prefix(optimizer.segments().size() - 1), notOfAuto(settings.keySet()))
                : changed;
    }

    private static boolean isAuto(@Nullable Node optimizer) {
        Node type = optimizer;
        if (optimizer instanceof MappingNode mapping) {
            type = mapping.getValue().stream()
                    .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals("type"))
                    .map(NodeTuple::getValueNode)
                    .findFirst()
                    .orElse(null);
        }
        return type instanceof ScalarNode word && word.getValue().equals("auto");
    }

    /** What is tried with it beside rates stays, and is refused. */
    private static Set<String> notOfAuto(Set<String> tried) {
        Set<String> keys = new HashSet<>(STEPS);
        keys.removeAll(tried);
        keys.addAll(RATES);
        return keys;
    }

    /** Keys that others are inside of come before those. */
    static List<String> outerFirst(Set<String> keys) {
        return keys.stream()
                .sorted(Comparator.comparingInt(
                        key -> SearchKeys.place(key, 0).segments().size()))
                .toList();
    }

    /**
     * What stands at some keys of a config with one learner, without the keys that are not there.
     *
     * @param written settings that are told as they were written
     */
    static SortedMap<String, String> at(Iterable<String> keys, ConfigTree tree, Map<String, Node> written) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String key : keys) {
            Node own = written.get(key);
            Node value = tree.at(SearchKeys.place(key, 0));
            if (value != null) {
                settings.put(key, FlowYaml.write(own == null ? value : own));
            }
        }
        return settings;
    }

    /** As one line of YAML. */
    static String text(Map<String, Node> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + ": " + FlowYaml.write(setting.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
