package dev.millrace.replay.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Names that tell the settings, {@code adagrad-rate0.1-batch32}, and can be those of learners. The same settings have
 * the same name, but for a number behind it if several would have it. One thread.
 */
final class CandidateNames {

    /** Leaves room for a number, within the 100 that a learner's name may have. */
    private static final int MAX_LENGTH = 90;

    private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9._-]+");

    private static final Pattern ENDS = Pattern.compile("^_+|_+$");

    private final Set<String> taken;

    /** @param taken names that no candidate may have */
    CandidateNames(List<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** A name that is not taken yet. */
    String propose(Map<String, Node> settings) {
        String name = describe(settings);
        String unique = name;
        for (int i = 2; taken.contains(unique); i++) {
            unique = name + "-" + i;
        }
        return unique;
    }

    void take(String name) {
        taken.add(name);
    }

    private static String describe(Map<String, Node> settings) {
        List<String> parts = new ArrayList<>();
        settings.forEach((key, value) -> {
            int place = key.equals(SearchKeys.OPTIMIZER) ? 0 : parts.size();
            parts.add(place, part(key, value));
        });
        String name = String.join("-", parts);
        return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
    }

    private static String part(String key, Node value) {
        String words = words(value);
        if (key.equals(SearchKeys.OPTIMIZER) || key.equals("type")) {
            return words;
        }
        String shown = key.startsWith(SearchKeys.OPTIMIZER + ".") ? key.substring(key.indexOf('.') + 1) : key;
        shown = shown.replace("[", "").replace("]", "");
        boolean glued = Character.isDigit(words.charAt(0)) && Character.isLetter(shown.charAt(shown.length() - 1));
        return shown + (glued ? "" : "_") + words;
    }

    /** At least one character. */
    private static String words(Node value) {
        List<String> words = new ArrayList<>();
        if (value instanceof ScalarNode scalar) {
            String text = NOT_ALLOWED.matcher(scalar.getValue()).replaceAll("_");
            words.add(ENDS.matcher(text).replaceAll(""));
        } else if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> words.add(words(item)));
        }
        for (NodeTuple entry : FlowYaml.entries(value)) {
            String key = words(entry.getKeyNode());
            words.add(key.equals("type") ? 0 : words.size(), part(key, entry.getValueNode()));
        }
        String joined = String.join("_", words);
        return joined.isEmpty() ? "none" : joined;
    }
}
