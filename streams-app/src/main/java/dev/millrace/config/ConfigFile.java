package dev.millrace.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** From a file to a tree of nodes, within limits, and on to a config. */
final class ConfigFile {

    /** Far above any real config; keeps a wrong path, say to a data file, from filling the heap. */
    static final int MAX_CHARACTERS = 1 << 20;

    private static final String EXAMPLE = "examples/flights.yaml";
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    private ConfigFile() {}

    static MillraceConfig load(Path file, Map<String, String> variables) {
        return parse(read(file), file.toString(), variables);
    }

    static MillraceConfig parse(String yaml, String source, Map<String, String> variables) {
        Problems problems = new Problems(source);
        Node root = compose(yaml, problems);
        if (root == null) {
            throw problems.exception();
        }
        int line = root.getStartMark().getLine() + 1;
        ConfigNode node = new ConfigNode(root, "", line, problems, new Environment(variables));
        MillraceConfig config = new ConfigReader(problems).read(node);
        if (config == null || !problems.isEmpty()) {
            throw problems.exception();
        }
        return config;
    }

    private static String read(Path file) {
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
                            + "); give the path of a config file, or start from " + EXAMPLE);
        } catch (CharacterCodingException e) {
            throw refused(file, "is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw refused(file, "cannot be read (" + e + "); check that this user may read it");
        }
    }

    private static ConfigException refused(Path file, String message) {
        return new ConfigException(List.of(file + ": " + message));
    }

    /** The root node, or null with a problem. */
    private static @Nullable Node compose(String yaml, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            Node root = new Yaml(options).compose(new StringReader(yaml));
            if (root == null || root.getTag().equals(Tag.NULL)) {
                problems.add(1, "", "the file is empty; start from " + EXAMPLE);
                return null;
            }
            if (!(root instanceof MappingNode)) {
                int line = root.getStartMark().getLine() + 1;
                problems.add(line, "", "expected sections such as 'topics:'; found none; start from " + EXAMPLE);
                return null;
            }
            return NodeCheck.check(root, problems) ? root : null;
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
