package dev.millrace.replay.search;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Values as YAML on one line, as short as they can be written: {@code {type: lazy-adam, beta1: 0.8}}. */
final class FlowYaml {

    /** What means itself without quotes, wherever it stands. */
    private static final Pattern PLAIN =
            Pattern.compile("(?!-+( |$))[A-Za-z0-9._/+-][A-Za-z0-9._/+*-]*( [A-Za-z0-9._/+*-]+)*");

    private static final Pattern NOTHING = Pattern.compile("null|Null|NULL");

    /** Of values that are in no file. */
    private static final Mark NOWHERE = new Mark("", 0, 0, 0, new int[0], 0);

    private FlowYaml() {}

    static String write(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().map(FlowYaml::entry).collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(FlowYaml::write).collect(Collectors.joining(", ", "[", "]"));
        }
        return scalar((ScalarNode) node);
    }

    /** A word or a number. */
    static ScalarNode scalar(String text) {
        return new ScalarNode(Tag.STR, text, NOWHERE, NOWHERE, ScalarStyle.PLAIN);
    }

    private static String entry(NodeTuple tuple) {
        return write(tuple.getKeyNode()) + ": " + write(tuple.getValueNode());
    }

    private static String scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getTag().equals(Tag.NULL)) {
            return "null";
        }
        if (PLAIN.matcher(text).matches() && !NOTHING.matcher(text).matches()) {
            return text;
        }
        if (text.chars().noneMatch(Character::isISOControl)) {
            return "'" + text.replace("'", "''") + "'";
        }
        return text.chars().mapToObj(FlowYaml::escaped).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escaped(int character) {
        if (character == '"' || character == '\\') {
            return "\\" + (char) character;
        }
        return Character.isISOControl(character) ? "\\x%02x".formatted(character) : String.valueOf((char) character);
    }

    /** The tuples of a mapping; none of any other value. */
    static List<NodeTuple> entries(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }
}
