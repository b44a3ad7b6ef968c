package dev.millrace.replay.search;

import dev.millrace.config.ConfigException;
import dev.millrace.config.ConfigFile;
import dev.millrace.config.ConfigNode;
import dev.millrace.replay.search.Search.RandomDraws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads options such as {@code optimizer=sgd,adagrad} and {@code rate=0.001..1:7}: values with commas between them,
 * each as a config file has it, or a range {@code FROM..TO[:COUNT][:linear]}.
 */
final class TryOptions {

    private static final String OPTION = "--try";

    private static final String NUMBER = "([+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?)";

    private static final Pattern RANGE =
            Pattern.compile(NUMBER + "\\.\\." + NUMBER + "(?::(\\d{1,9}))?(?::(linear|log))?");

    private static final ConfigFile.Sort SORT = new ConfigFile.Sort("docs/replay.md", "values");

    private TryOptions() {}

    static Search parse(List<String> tries, @Nullable Integer random, long seed, @Nullable String learner) {
        Map<String, Values> values = new LinkedHashMap<>();
        for (String option : tries) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw refused(option, "expected KEY=VALUES, such as optimizer=sgd,adagrad or rate=0.001..1:7");
            }
            String key = option.substring(0, equals);
            String refusal = SearchKeys.refusal(key);
            if (refusal != null) {
                throw refused(option, key + ": " + refusal);
            }
            if (values.put(key, values(option, option.substring(equals + 1))) != null) {
                throw refused(option, "'" + key + "' is given twice; write all its values in one " + OPTION);
            }
        }
        return random == null ? grid(values, learner) : random(values, random, seed, learner);
    }

    private static Search grid(Map<String, Values> values, @Nullable String learner) {
        Map<String, List<Node>> grid = new LinkedHashMap<>();
        values.forEach((key, some) -> {
            if (!(some instanceof Values.OneOf all)) {
                throw refused(
                        key,
                        "expected the number of values after the range, such as " + key
                                + "=0.001..1:7; or draw at random with --random N");
            }
            grid.put(key, all.nodes());
        });
        return new Search(OPTION, learner, List.of(), grid, null);
    }

    private static Search random(Map<String, Values> values, int count, long seed, @Nullable String learner) {
        if (count < 1 || count > Expansion.MAX_CANDIDATES) {
            throw new ConfigException(
                    List.of("--random: expected 1 to " + Expansion.MAX_CANDIDATES + " draws; found " + count));
        }
        if (values.isEmpty()) {
            throw new ConfigException(List.of("--random: expected at least one " + OPTION
                    + " KEY=VALUES to draw from, such as rate=0.001..1; found none"));
        }
        return new Search(OPTION, learner, List.of(), Map.of(), new RandomDraws(count, seed, values));
    }

    private static Values values(String option, String text) {
        Matcher whole = RANGE.matcher(text);
        if (whole.matches() && whole.group(3) == null) {
            return range(option, whole);
        }
        List<Node> nodes = new ArrayList<>();
        for (Node item : items(option, text)) {
            Matcher matcher = item instanceof ScalarNode scalar ? RANGE.matcher(scalar.getValue()) : null;
            if (matcher == null || !matcher.matches()) {
                nodes.add(item);
            } else if (matcher.group(3) == null) {
                throw refused(option, "a range among other values needs its number of values, such as 0.001..1:7");
            } else {
                nodes.addAll(spaced(option, matcher));
            }
        }
        return new Values.OneOf(nodes);
    }

    private static List<Node> spaced(String option, Matcher matcher) {
        int count = Integer.parseInt(matcher.group(3));
        if (count < 2 || count > Expansion.MAX_CANDIDATES) {
            throw refused(
                    option,
                    "expected 2 to " + Expansion.MAX_CANDIDATES + " values of a range; found " + matcher.group(3));
        }
        return range(option, matcher).spaced(count);
    }

    private static ValueRange range(String option, Matcher matcher) {
        try {
            return SearchFile.range(matcher.group(1), matcher.group(2), !"linear".equals(matcher.group(4)));
        } catch (IllegalArgumentException e) {
            throw refused(option, String.valueOf(e.getMessage()));
        }
    }

    /** The values between the commas, one at least. */
    private static List<Node> items(String option, String text) {
        List<ConfigNode> items;
        try {
            items = ConfigFile.parse("values: [" + text + "]", OPTION, Map.of(), SORT, TryOptions::list);
        } catch (ConfigException e) {
            items = List.of();
        }
        if (items.isEmpty()) {
            throw refused(option, "expected values as a config file has them, with commas between them");
        }
        return items.stream().map(ConfigNode::node).toList();
    }

    private static @Nullable List<ConfigNode> list(ConfigNode root) {
        ConfigNode values =
                root.section() == null ? null : root.section().entries().get("values");
        return values == null ? null : values.items();
    }

    private static ConfigException refused(String option, String message) {
        return new ConfigException(List.of(OPTION + " " + option + ": " + message));
    }
}
