package dev.millrace.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in the file that knows its key path and its line. Reading it as something that it is not reports a problem
 * and gives null.
 */
public final class ConfigNode {

    private final Node node;
    private final String path;
    private final int line;
    private final Problems problems;
    private final Environment environment;

    /** @param line of the value's key, counted from 1 */
    ConfigNode(Node node, String path, int line, Problems problems, Environment environment) {
        this.node = node;
        this.path = path;
        this.line = line;
        this.problems = problems;
        this.environment = environment;
    }

    String path() {
        return path;
    }

    /** Of the value's key, counted from 1. */
    public int line() {
        return line;
    }

    /** The value as it was parsed. */
    public Node node() {
        return node;
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public void problem(String message) {
        problems.add(line, path, message);
    }

    /** The value as one of the type, variables put in. */
    public <T> @Nullable T read(ScalarType<T> type) {
        if (!(node instanceof ScalarNode scalar) || isNothing()) {
            problem("expected " + type.expected() + "; found " + kind());
            return null;
        }
        String written = scalar.getValue();
        String text;
        try {
            text = environment.substitute(written, Secrets.isSecret(path));
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
        T value = type.parse().apply(text);
        if (value == null) {
            problem(type.refusal(text, text.equals(written) ? "" : " from '" + written + "'"));
        }
        return value;
    }

    /** The value as a mapping; keys that are there twice are reported. */
    public @Nullable Section section() {
        if (!(node instanceof MappingNode mapping)) {
            problem("expected a mapping (key: value); found " + kind());
            return null;
        }
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyLine, path, "expected a single word as key; found a list or a mapping");
                continue;
            }
            String keyPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            ConfigNode value = new ConfigNode(tuple.getValueNode(), keyPath, keyLine, problems, environment);
            ConfigNode first = entries.putIfAbsent(key.getValue(), value);
            if (first != null) {
                value.problem("this key is already on line " + first.line + "; remove one of the two");
            }
        }
        return new Section(path, line, entries, problems);
    }

    /** A section without keys in the place of a value that is no mapping. */
    Section emptySection() {
        return new Section(path, line, Map.of(), problems);
    }

    /** The value as a list. */
    public @Nullable List<ConfigNode> items() {
        if (!(node instanceof SequenceNode sequence)) {
            problem("expected a list; found " + kind());
            return null;
        }
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            int itemLine = item.getStartMark().getLine() + 1;
            items.add(new ConfigNode(item, path + "[" + items.size() + "]", itemLine, problems, environment));
        }
        return items;
    }

    /** The value as a list of values of one type; null if any is not. */
    <T> @Nullable List<T> list(ScalarType<T> type) {
        List<ConfigNode> items = items();
        if (items == null) {
            return null;
        }
        List<T> values = new ArrayList<>();
        for (ConfigNode item : items) {
            T value = item.read(type);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == items.size() ? values : null;
    }

    private boolean isNothing() {
        return node.getTag().equals(Tag.NULL);
    }

    private String kind() {
        if (isNothing()) {
            return "nothing";
        }
        if (node instanceof ScalarNode scalar) {
            return "'" + scalar.getValue() + "'";
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }
}
