package dev.millrace.replay.search;

import dev.millrace.config.ConfigTree;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/** Settings of a candidate: values by key, as a search has them. */
final class Settings {

    private Settings() {}

    /** A tree with settings put in. */
    static ConfigTree put(ConfigTree tree, Map<String, Node> settings, int learner) {
        ConfigTree changed = tree;
        for (String key : outerFirst(settings.keySet())) {
            changed = changed.with(SearchKeys.place(key, learner), Objects.requireNonNull(settings.get(key)));
        }
        return changed;
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
            Node value = own == null ? tree.at(SearchKeys.place(key, 0)) : own;
            if (value != null) {
                settings.put(key, FlowYaml.write(value));
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
