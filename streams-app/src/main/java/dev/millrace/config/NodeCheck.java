package dev.millrace.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Refuses what a config has no use for: tags of other types, and aliases that contain themselves. */
final class NodeCheck {

    private static final Set<Tag> PLAIN =
            Set.of(Tag.STR, Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT, Tag.TIMESTAMP, Tag.MERGE, Tag.SEQ, Tag.MAP);

    private final Problems problems;
    private final Set<Node> parents = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> checked = Collections.newSetFromMap(new IdentityHashMap<>());

    private NodeCheck(Problems problems) {
        this.problems = problems;
    }

    /** Whether the tree may be walked; if not, the problems say why. */
    static boolean check(Node root, Problems problems) {
        new NodeCheck(problems).visit(root);
        return problems.isEmpty();
    }

    private void visit(Node node) {
        int line = node.getStartMark().getLine() + 1;
        if (!parents.add(node)) {
            problems.add(line, "", "an alias (*) points to the very value that it stands in; write the value out");
            return;
        }
        if (checked.add(node)) {
            if (!PLAIN.contains(node.getTag())) {
                problems.add(line, "", "tags are not allowed; remove '" + node.getTag() + "'");
            }
            visitChildren(node);
        }
        parents.remove(node);
    }

    private void visitChildren(Node node) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::visit);
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                visit(tuple.getKeyNode());
                visit(tuple.getValueNode());
            }
        }
    }
}
