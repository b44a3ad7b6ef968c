package dev.millrace.replay.search;

import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A config as people write it: sections and lists over several lines, what is inside of their items on one. */
final class BlockYaml {

    private static final int STEP = 2;

    private BlockYaml() {}

    /** The whole config. */
    static String document(Node root) {
        StringBuilder out = new StringBuilder();
        for (NodeTuple section : FlowYaml.entries(root)) {
            out.append(FlowYaml.write(section.getKeyNode())).append(':');
            Node value = section.getValueNode();
            if (value instanceof SequenceNode list && !list.getValue().isEmpty()) {
                out.append('\n');
                list.getValue().forEach(item -> out.append(item(item, STEP)));
            } else if (value instanceof MappingNode mapping
                    && !mapping.getValue().isEmpty()) {
                out.append('\n');
                mapping.getValue().forEach(entry -> out.append(" ".repeat(STEP)).append(entry(entry)));
            } else {
                out.append(' ').append(FlowYaml.write(value)).append('\n');
            }
        }
        return out.toString();
    }

    /** An item of a list, indented by so many spaces. */
    static String item(Node item, int indent) {
        String start = " ".repeat(indent) + "- ";
        if (FlowYaml.entries(item).isEmpty()) {
            return start + FlowYaml.write(item) + "\n";
        }
        return FlowYaml.entries(item).stream()
                .map(BlockYaml::entry)
                .collect(Collectors.joining(" ".repeat(indent + STEP), start, ""));
    }

    private static String entry(NodeTuple entry) {
        return FlowYaml.write(entry.getKeyNode()) + ": " + FlowYaml.write(entry.getValueNode()) + "\n";
    }
}
