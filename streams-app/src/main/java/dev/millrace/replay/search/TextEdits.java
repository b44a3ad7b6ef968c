package dev.millrace.replay.search;

import dev.millrace.config.ConfigTree;
import dev.millrace.config.KeyPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Changes values in the text of a config, and leaves all else of it as it is, comments as well. Rare YAML (aliases,
 * text over several lines) may come out wrong, so the result must be read again and compared. One thread.
 */
final class TextEdits {

    /** A longer list is written over several lines. */
    private static final int MAX_FLOW = 80;

    private record Edit(int start, int end, String text) {}

    private final ConfigTree base;
    private final ConfigTree edited;
    private final List<Edit> edits = new ArrayList<>();
    private final Set<KeyPath> done = new HashSet<>();

    /** @param edited the tree of the base with other values */
    TextEdits(ConfigTree base, ConfigTree edited) {
        this.base = base;
        this.edited = edited;
    }

    /** Takes over what the edited tree has at a path. */
    void change(KeyPath path) {
        for (int length = 1; length <= path.segments().size(); length++) {
            KeyPath prefix = path.prefix(length);
            if (done.contains(prefix)) {
                return;
            }
            Node child = base.at(prefix);
            if (length == path.segments().size() || child == null || child instanceof ScalarNode) {
                done.add(prefix);
                Node parent = length == 1 ? base.root() : base.at(path.prefix(length - 1));
                replace(Objects.requireNonNull(parent, "passed just before"), prefix, child);
                return;
            }
        }
    }

    /** Lets two items of a list change places. */
    void swap(KeyPath one, KeyPath other) {
        Node first = base.at(one);
        Node second = base.at(other);
        if (first != null && second != null) {
            edits.add(new Edit(start(first), end(first), text(second)));
            edits.add(new Edit(start(second), end(second), text(first)));
        }
    }

    /** The text with all changes. */
    String apply() {
        List<Edit> sorted = new ArrayList<>(edits);
        sorted.sort(Comparator.comparingInt(Edit::start));
        StringBuilder out = new StringBuilder();
        int position = 0;
        for (Edit edit : sorted) {
            out.append(base.text(), position, Math.max(position, edit.start())).append(edit.text());
            position = Math.max(position, edit.end());
        }
        return out.append(base.text().substring(position)).toString();
    }

    private void replace(Node parent, KeyPath path, @Nullable Node child) {
        Node value = edited.at(path);
        if (value == null) {
            throw new IllegalStateException("expected a value at " + path + " of the edited config");
        }
        if (child == null) {
            insert((MappingNode) parent, path, value);
        } else if (parent instanceof MappingNode mapping) {
            replace(end(key(mapping, path)), child, written(value, column(mapping), isBlock(mapping)));
        } else {
            edits.add(new Edit(start(child), end(child), FlowYaml.write(value)));
        }
    }

    private void replace(int keyEnd, Node child, String text) {
        int colon = base.text().indexOf(':', keyEnd);
        int lineEnd = lineEnd(colon);
        boolean isBelow = lineEnd <= start(child);
        boolean several = text.startsWith("\n");
        if (isBelow) {
            // What is behind the colon is a comment.
            edits.add(new Edit(several ? lineEnd : colon + 1, several ? end(child) : colon + 1, text));
            edits.add(new Edit(lineEnd, end(child), ""));
        } else {
            edits.add(new Edit(colon + 1, end(child), text));
        }
    }

    private void insert(MappingNode mapping, KeyPath path, Node value) {
        String key = name(path);
        int end = mapping.getValue().isEmpty() ? start(mapping) + 1 : end(last(mapping));
        if (isBlock(mapping)) {
            int place = lineEnd(end);
            int column = column(mapping);
            edits.add(new Edit(place, place, "\n" + " ".repeat(column) + key + ":" + written(value, column, true)));
        } else {
            String separator = mapping.getValue().isEmpty() ? "" : ", ";
            edits.add(new Edit(end, end, separator + key + ": " + FlowYaml.write(value)));
        }
    }

    /** What stands behind the colon: all on its line, or a long list of a block with each item on its own. */
    private static String written(Node value, int column, boolean inBlock) {
        String flow = FlowYaml.write(value);
        if (!inBlock || flow.length() <= MAX_FLOW || !(value instanceof SequenceNode sequence)) {
            return " " + flow;
        }
        StringBuilder lines = new StringBuilder();
        for (Node item : sequence.getValue()) {
            lines.append('\n').append(" ".repeat(column + 2)).append("- ").append(FlowYaml.write(item));
        }
        return lines.toString();
    }

    private static Node key(MappingNode mapping, KeyPath path) {
        String name = name(path);
        return mapping.getValue().stream()
                .map(NodeTuple::getKeyNode)
                .filter(key ->
                        key instanceof ScalarNode scalar && scalar.getValue().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("expected the key of " + path));
    }

    /** The last key. */
    private static String name(KeyPath path) {
        return path.segments().get(path.segments().size() - 1).toString();
    }

    private static boolean isBlock(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.BLOCK;
    }

    private static int column(Node node) {
        return node.getStartMark().getColumn();
    }

    private static Node last(CollectionNode<?> collection) {
        List<?> items = collection.getValue();
        Object last = items.get(items.size() - 1);
        return last instanceof NodeTuple tuple ? tuple.getValueNode() : (Node) last;
    }

    private String text(Node node) {
        return base.text().substring(start(node), end(node));
    }

    private int start(Node node) {
        return offset(node.getStartMark().getIndex());
    }

    /** Where the last value ends: a block is parsed to the beginning of what follows it, comments included. */
    private int end(Node node) {
        if (node instanceof CollectionNode<?> block
                && isBlock(block)
                && !block.getValue().isEmpty()) {
            return end(last(block));
        }
        return offset(node.getEndMark().getIndex());
    }

    private int lineEnd(int from) {
        int end = base.text().indexOf('\n', from);
        return end < 0 ? base.text().length() : end;
    }

    /** Marks count code points. */
    private int offset(int codePoints) {
        return base.text().offsetByCodePoints(0, codePoints);
    }
}
