package dev.millrace.replay.search;

import dev.millrace.config.ConfigFile;
import dev.millrace.config.ConfigNode;
import dev.millrace.config.ScalarType;
import dev.millrace.config.Section;
import dev.millrace.replay.search.Search.RandomDraws;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a search file; {@code docs/replay.md} describes it. */
final class SearchFile {

    private static final ConfigFile.Sort SORT = new ConfigFile.Sort("docs/replay.md", "grid");

    private static final ScalarType<String> BOUND =
            new ScalarType<>("a number", List.of(), text -> ScalarType.isNumber(text) ? text : null);

    private static final ScalarType<Boolean> LOG =
            ScalarType.choice(Map.of("log", true, "linear", false), List.of("log", "linear"));

    private static final ScalarType<Long> SEED = ScalarType.count(-1_000_000_000_000_000L, 1_000_000_000_000_000L);

    private static final ScalarType<Integer> COUNT = ScalarType.integer(1, Expansion.MAX_CANDIDATES);

    private static final ScalarType<Integer> SPACED = ScalarType.integer(2, Expansion.MAX_CANDIDATES);

    private SearchFile() {}

    static Search load(Path file, Map<String, String> variables) {
        return ConfigFile.load(file, variables, SORT, root -> read(root, file.toString()));
    }

    static Search parse(String yaml, String source) {
        return ConfigFile.parse(yaml, source, Map.of(), SORT, root -> read(root, source));
    }

    private static @Nullable Search read(ConfigNode node, String source) {
        Section root = node.section();
        if (root == null) {
            return null;
        }
        String learner = root.optional("learner", ScalarType.TEXT);
        ConfigNode list = root.optional("list");
        ConfigNode grid = root.optional("grid");
        ConfigNode random = root.optional("random");
        root.finish();
        if (list == null && grid == null && random == null) {
            root.problem("expected at least one of list, grid, random; found none of them");
        }
        return new Search(
                source,
                learner,
                list == null ? List.of() : list(list),
                grid == null ? Map.of() : someSettings(grid, SearchFile::spaced),
                random == null ? null : random(random));
    }

    private static List<Map<String, Node>> list(ConfigNode node) {
        List<ConfigNode> items = node.items();
        List<Map<String, Node>> list = new ArrayList<>();
        for (ConfigNode item : items == null ? List.<ConfigNode>of() : items) {
            list.add(settings(item, ConfigNode::node));
        }
        if (items != null && items.isEmpty()) {
            node.problem("expected at least one candidate, such as {optimizer: adagrad, rate: 0.1}; found none");
        }
        return list;
    }

    private static @Nullable RandomDraws random(ConfigNode node) {
        Section section = node.section();
        if (section == null) {
            return null;
        }
        Integer count = section.required("count", COUNT);
        long seed = section.optional("seed", SEED, 0L);
        ConfigNode draw = section.required("draw", "a mapping of keys and what to draw for each");
        section.finish();
        Map<String, Values> values = draw == null ? Map.of() : someSettings(draw, SearchFile::values);
        return count == null ? null : new RandomDraws(count, seed, values);
    }

    private static <T> Map<String, T> someSettings(ConfigNode node, Function<ConfigNode, @Nullable T> reader) {
        Section section = node.isMapping() ? node.section() : null;
        if (section != null && section.entries().isEmpty()) {
            node.problem("expected at least one key, such as rate; found none");
        }
        return settings(node, reader);
    }

    /** What stands at each key; keys that cannot be tried are reported. */
    private static <T> Map<String, T> settings(ConfigNode node, Function<ConfigNode, @Nullable T> reader) {
        Section section = node.section();
        Map<String, T> settings = new LinkedHashMap<>();
        if (section != null) {
            section.entries().forEach((key, value) -> {
                String refusal = SearchKeys.refusal(key);
                T setting = refusal == null ? reader.apply(value) : null;
                if (refusal != null) {
                    value.problem(refusal);
                } else if (setting != null) {
                    settings.put(key, setting);
                }
            });
        }
        return settings;
    }

    private static @Nullable List<Node> spaced(ConfigNode node) {
        Values values = values(node);
        if (values instanceof ValueRange) {
            node.problem("a grid needs the number of values: add 'count' beside 'from' and 'to', or draw at random");
        }
        return values instanceof Values.OneOf some ? some.nodes() : null;
    }

    /** A list of values, a range, or a single value; null if a problem was reported. */
    private static @Nullable Values values(ConfigNode node) {
        List<ConfigNode> items = node.isList() ? node.items() : null;
        if (items != null) {
            if (items.isEmpty()) {
                node.problem("expected at least one value; found an empty list (the value [] is written [[]])");
                return null;
            }
            return new Values.OneOf(items.stream().map(ConfigNode::node).toList());
        }
        Section section = node.isMapping() ? node.section() : null;
        return section != null && (section.has("from") || section.has("to"))
                ? range(node, section)
                : new Values.OneOf(List.of(node.node()));
    }

    private static @Nullable Values range(ConfigNode node, Section section) {
        String from = section.required("from", BOUND);
        String to = section.required("to", BOUND);
        boolean log = section.optional("scale", LOG, true);
        ConfigNode countNode = section.optional("count");
        Integer count = countNode == null ? null : countNode.read(SPACED);
        section.finish();
        if (from == null || to == null || (countNode != null && count == null)) {
            return null;
        }
        try {
            ValueRange range = range(from, to, log);
            return count == null ? range : new Values.OneOf(range.spaced(count));
        } catch (IllegalArgumentException e) {
            node.problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Whole numbers if both bounds are written as such. */
    static ValueRange range(String from, String to, boolean log) {
        return new ValueRange(new BigDecimal(from), new BigDecimal(to), log, isWhole(from) && isWhole(to));
    }

    private static boolean isWhole(String number) {
        return number.chars().allMatch(c -> Character.isDigit(c) || c == '+' || c == '-');
    }
}
