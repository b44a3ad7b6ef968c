package dev.millrace.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A config before it is read: its values can be looked up and replaced, and then it is read like any other. Immutable;
 * trees that were made from one another share what they have in common, so that thousands are cheap.
 */
public final class ConfigTree {

    private static final ConfigFile.Sort SORT = new ConfigFile.Sort("examples/flights.yaml", "topics");

    private final String text;
    private final String source;
    private final Map<String, String> variables;
    private final Node root;
    private final boolean changed;

    private ConfigTree(String text, String source, Map<String, String> variables, Node root, boolean changed) {
        this.text = text;
        this.source = source;
        this.variables = variables;
        this.root = root;
        this.changed = changed;
    }

    /**
     * The tree of a file.
     *
     * @param variables what {@code ${NAME}} in values stands for
     * @throws ConfigException if the file cannot be read, or is not YAML
     */
    public static ConfigTree load(Path file, Map<String, String> variables) {
        return parse(ConfigFile.text(file, SORT), file.toString(), variables);
    }

    /**
     * The tree of a text.
     *
     * @param source name of the file in problems
     * @throws ConfigException if it is not YAML
     */
    public static ConfigTree parse(String yaml, String source, Map<String, String> variables) {
        Problems problems = new Problems(source);
        Node root = ConfigFile.mapping(yaml, SORT, problems);
        if (root == null) {
            throw problems.exception();
        }
        return new ConfigTree(yaml, source, Map.copyOf(variables), root, false);
    }

    /**
     * The config.
     *
     * @throws ConfigException with every problem; by key only, without file and line, if a value was replaced
     */
    public MillraceConfig read() {
        Problems problems = new Problems(source);
        MillraceConfig config = new ConfigReader(problems).read(ConfigFile.node(root, problems, variables));
        if (config == null || !problems.isEmpty()) {
            throw changed ? problems.withoutPlaces() : problems.exception();
        }
        return config;
    }

    /**
     * The same with one value replaced, or added to its mapping.
     *
     * @throws IllegalArgumentException if there is no such place; the message says what was expected
     */
    public ConfigTree with(KeyPath path, Node value) {
        return new ConfigTree(text, source, variables, NodePath.put(root, path, value), true);
    }

    /**
     * The same without some keys of a mapping.
     *
     * @throws IllegalArgumentException if there is no mapping at the path
     */
    public ConfigTree without(KeyPath path, Set<String> keys) {
        Node node = at(path);
        if (!(node instanceof MappingNode mapping)) {
            throw new IllegalArgumentException(path + ": expected a mapping");
        }
        return with(path, NodePath.without(mapping, keys));
    }

    /** The same with only one of its learners. */
    public ConfigTree withOnlyLearner(int index) {
        Node learner = at(KeyPath.of("learners", index));
        if (learner == null) {
            throw new IllegalArgumentException("index: expected that of a learner, got " + index);
        }
        return with(KeyPath.of("learners"), NodePath.listOf(learner));
    }

    /** A value as it was parsed; null if it is not there. */
    public @Nullable Node at(KeyPath path) {
        return NodePath.get(root, path);
    }

    /** The whole mapping. */
    public Node root() {
        return root;
    }

    /** The file as it was before any value was replaced. */
    public String text() {
        return text;
    }

    /** Name of the file. */
    public String source() {
        return source;
    }

    /** What {@code ${NAME}} in values stands for. */
    public Map<String, String> variables() {
        return variables;
    }
}
