package dev.millrace.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** From a YAML file to a tree of nodes, within limits, and on to what it says. */
public final class ConfigFile {

    /** Far above any real config; keeps a wrong path, say to a data file, from filling the heap. */
    static final int MAX_CHARACTERS = 1 << 20;

    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    /**
     * A sort of file, for who gave one that is none of it.
     *
     * @param example what to start from
     * @param section one that it may have
     */
    public record Sort(String example, String section) {}

    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @param variables what {@code ${NAME}} in values stands for
     * @param sort what is expected of the file
     * @param reader null after it has reported a problem
     * @throws ConfigException with every problem
     */
    public static <T> T load(
            Path file, Map<String, String> variables, Sort sort, Function<ConfigNode, @Nullable T> reader) {
        return parse(text(file, sort), file.toString(), variables, sort, reader);
    }

    /**
     * The same from a string.
     *
     * @param source name of the file in problems
     */
    public static <T> T parse(
            String yaml,
            String source,
            Map<String, String> variables,
            Sort sort,
            Function<ConfigNode, @Nullable T> reader) {
        Problems problems = new Problems(source);
        Node root = mapping(yaml, sort, problems);
        if (root == null) {
            throw problems.exception();
        }
        T value = reader.apply(node(root, problems, variables));
        if (value == null || !problems.isEmpty()) {
            throw problems.exception();
        }
        return value;
    }

    /** The root as a value of its file. */
    static ConfigNode node(Node root, Problems problems, Map<String, String> variables) {
        int line = root.getStartMark().getLine() + 1;
        return new ConfigNode(root, "", line, problems, new Environment(variables));
    }

    /** @throws ConfigException if it cannot be read, or is far too large */
    static String text(Path file, Sort sort) {
        try {
            if (Files.isDirectory(file)) {
                throw refused(file, "is a folder; give the path of a config file in it");
            }
            if (Files.size(file) > MAX_CHARACTERS) {
                throw refused(file, "has more than " + MAX_CHARACTERS + " bytes; is this a config file?");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw refused(
                    file,
                    "no such file (looked for " + file.toAbsolutePath().normalize()
                            + "); give the path of a config file, or start from " + sort.example());
        } catch (CharacterCodingException e) {
            throw refused(file, "is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw refused(file, "cannot be read (" + e + "); check that this user may read it");
        }
    }

    private static ConfigException refused(Path file, String message) {
        return new ConfigException(List.of(file + ": " + message));
    }

    /** The root, if it is a mapping; else null with a problem. */
    static @Nullable Node mapping(String yaml, Sort sort, Problems problems) {
        Node root = compose(yaml, problems);
        if (root == null && problems.isEmpty()) {
            problems.add(1, "", "the file is empty; start from " + sort.example());
        } else if (root != null && !(root instanceof MappingNode)) {
            int line = root.getStartMark().getLine() + 1;
            problems.add(
                    line,
                    "",
                    "expected sections such as '" + sort.section() + ":'; found none; start from " + sort.example());
            return null;
        }
        return root != null && NodeCheck.check(root, problems) ? root : null;
    }

    /** The root; null if there is nothing, or with a problem. */
    private static @Nullable Node compose(String yaml, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            Node root = new Yaml(options).compose(new StringReader(yaml));
            return root == null || root.getTag().equals(Tag.NULL) ? null : root;
        } catch (MarkedYAMLException e) {
            addSyntaxProblem(e, problems);
        } catch (YAMLException e) {
            problems.add(1, "", "not valid YAML: " + e.getMessage());
        }
        return null;
    }

    /** Not the exception's own message: it quotes the line, which may hold a secret. */
    private static void addSyntaxProblem(MarkedYAMLException e, Problems problems) {
        Mark begin = e.getContextMark();
        Mark mark = e.getProblemMark() == null ? begin : e.getProblemMark();
        int line = mark == null ? 1 : mark.getLine() + 1;
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        boolean begunElsewhere = begin != null && begin.getLine() + 1 != line;
        problems.add(
                line,
                "",
                "not valid YAML: " + context + e.getProblem()
                        + (begunElsewhere ? " (it begins on line " + (begin.getLine() + 1) + ")" : ""));
    }
}
