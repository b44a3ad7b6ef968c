package dev.millrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Looks up and replaces values in trees of nodes, which stay as they are: a changed tree is a copy along the path. */
final class NodePath {

    /** The parameter that a bare number stands for, by the key that it stands at. */
    private static final Map<String, String> NUMBERS = Map.of("rate", "value", "then", "value", "batch", "size");

    private NodePath() {}

    static @Nullable Node get(Node root, KeyPath path) {
        Node node = root;
        for (Object segment : path.segments()) {
            Node child = child(node, segment);
            if (child == null) {
                return null;
            }
            node = child;
        }
        return node;
    }

    /**
     * A tree in which a value stands at a path, whether there was one or not. Where the path leads into a bare word or
     * number, that becomes the mapping for which it stands.
     *
     * @throws IllegalArgumentException if the path leads nowhere
     */
    static Node put(Node root, KeyPath path, Node value) {
        return put(root, path, 0, value);
    }

    static Node listOf(Node item) {
        return new SequenceNode(Tag.SEQ, true, List.of(item), item.getStartMark(), item.getEndMark(), FlowStyle.BLOCK);
    }

    static Node without(MappingNode mapping, Set<String> keys) {
        List<NodeTuple> kept = mapping.getValue().stream()
                .filter(tuple -> !(tuple.getKeyNode() instanceof ScalarNode key && keys.contains(key.getValue())))
                .toList();
        return mapping(kept, mapping, mapping.getFlowStyle());
    }

    private static @Nullable Node child(Node node, Object segment) {
        if (node instanceof MappingNode mapping && segment instanceof String) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (isKey(tuple, segment)) {
                    return tuple.getValueNode();
                }
            }
        } else if (node instanceof SequenceNode sequence && segment instanceof Integer index) {
            return index < sequence.getValue().size() ? sequence.getValue().get(index) : null;
        }
        return null;
    }

    private static boolean isKey(NodeTuple tuple, Object segment) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(segment);
    }

    private static Node put(@Nullable Node node, KeyPath path, int depth, Node value) {
        if (depth == path.segments().size()) {
            return value;
        }
        return path.segments().get(depth) instanceof Integer index
                ? putItem(node, path, depth, index, value)
                : putKey(mapping(node, path, depth, value), path, depth, value);
    }

    private static Node putItem(@Nullable Node node, KeyPath path, int depth, int index, Node value) {
        String list = path.prefix(depth).toString();
        if (!(node instanceof SequenceNode sequence)) {
            throw new IllegalArgumentException(path + ": expected a list at '" + list + "'; found "
                    + (node == null ? "nothing" : "another value"));
        }
        List<Node> items = new ArrayList<>(sequence.getValue());
        if (index >= items.size()) {
            throw new IllegalArgumentException(
                    path + ": expected a place in '" + list + "', which has " + items.size() + ", counted from 0");
        }
        items.set(index, put(items.get(index), path, depth + 1, value));
        return new SequenceNode(
                sequence.getTag(),
                true,
                items,
                sequence.getStartMark(),
                sequence.getEndMark(),
                sequence.getFlowStyle());
    }

    private static Node putKey(MappingNode mapping, KeyPath path, int depth, Node value) {
        Object segment = path.segments().get(depth);
        List<NodeTuple> tuples = new ArrayList<>(mapping.getValue());
        int place = 0;
        while (place < tuples.size() && !isKey(tuples.get(place), segment)) {
            place++;
        }
        if (place == tuples.size()) {
            tuples.add(new NodeTuple(word(segment.toString(), value), put(null, path, depth + 1, value)));
        } else {
            NodeTuple was = tuples.get(place);
            tuples.set(place, new NodeTuple(was.getKeyNode(), put(was.getValueNode(), path, depth + 1, value)));
        }
        return mapping(tuples, mapping, mapping.getFlowStyle());
    }

    /** What a value is as a mapping: itself, an empty one, or the one that a bare word or number stands for. */
    private static MappingNode mapping(@Nullable Node node, KeyPath path, int depth, Node value) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return mapping(List.of(), value, FlowStyle.FLOW);
        }
        if (node instanceof ScalarNode scalar) {
            boolean number = ScalarType.isNumber(scalar.getValue());
            String key = number ? NUMBERS.get(path.segments().get(depth - 1)) : "type";
            if (key != null) {
                return mapping(List.of(new NodeTuple(word(key, node), node)), node, FlowStyle.FLOW);
            }
        }
        throw new IllegalArgumentException(
                path + ": expected a mapping (key: value) at '" + path.prefix(depth) + "'; found another value");
    }

    private static MappingNode mapping(List<NodeTuple> tuples, Node marks, FlowStyle style) {
        return new MappingNode(Tag.MAP, true, tuples, marks.getStartMark(), marks.getEndMark(), style);
    }

    private static ScalarNode word(String text, Node marks) {
        return new ScalarNode(Tag.STR, text, marks.getStartMark(), marks.getEndMark(), ScalarStyle.PLAIN);
    }
}
