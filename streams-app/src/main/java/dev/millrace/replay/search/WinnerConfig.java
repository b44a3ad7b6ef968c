package dev.millrace.replay.search;

import dev.millrace.config.ConfigException;
import dev.millrace.config.ConfigTree;
import dev.millrace.config.KeyPath;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.learn.Batching;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A candidate as a config to run. Of a search, it takes the place of the learner that was varied, under its own name,
 * so that it does not meet the state of the one it replaces; a learner of the config becomes the first, whose
 * predictions are published. All else stays as it was. Immutable.
 */
public final class WinnerConfig {

    private static final String LEARNERS = "learners";

    private final ConfigTree base;
    private final ConfigTree edited;
    private final int from;
    private final int place;
    private final List<KeyPath> changes;
    private final List<String> rootKeys;

    WinnerConfig(ConfigTree base, String name, Candidates.Origin origin, @Nullable Path model) {
        this.base = base;
        this.from = origin.learner();
        this.place = origin.settings().isEmpty() ? 0 : from;
        this.changes = new ArrayList<>();
        this.rootKeys =
                origin.settings().keySet().stream().filter(SearchKeys::isRoot).toList();
        ConfigTree winner;
        if (origin.settings().isEmpty()) {
            winner = from == 0 ? base : swapped(base, from);
        } else {
            KeyPath namePath = learner(from).plus(KeyPath.of("name"));
            winner = Settings.put(base, origin.settings(), from).with(namePath, FlowYaml.scalar(name));
            changes.add(namePath);
            for (String key : Settings.outerFirst(origin.settings().keySet())) {
                KeyPath path = SearchKeys.place(key, from);
                // A rate that was tried with other optimizers is not there with auto.
                if (winner.at(path) != null) {
                    changes.add(path);
                }
            }
        }
        if (model == null) {
            edited = winner;
        } else {
            KeyPath warmStart = learner(place).plus(KeyPath.of("warm-start"));
            edited = winner.with(warmStart, FlowYaml.scalar(model.toString()));
            changes.add(warmStart);
        }
    }

    /**
     * The config file. Comments of the config that was replayed are kept, unless it is written in a way that cannot be
     * edited safely: then it is written anew.
     *
     * @param comment what the file begins with, lines without {@code #}: which replay it is from, and how the winner
     *     did
     */
    public String text(List<String> comment) {
        StringBuilder head = new StringBuilder();
        comment.forEach(line -> head.append("# ").append(line).append('\n'));
        if (!rootKeys.isEmpty()) {
            head.append("# Changed for all learners: ")
                    .append(String.join(", ", rootKeys))
                    .append('\n');
        }
        if (edited.read().learners().get(place).spec().batching() instanceof Batching.Full) {
            head.append("# Before 'millrace run': give 'batch' a number, for full is for replays only.\n");
        }
        String kept = keptText();
        return head.append(isEdited(kept) ? kept : BlockYaml.document(edited.root()))
                .toString();
    }

    /** The learner alone, an item of the list {@code learners} to be copied; what it needs elsewhere as comments. */
    public String learner() {
        StringBuilder out = new StringBuilder(BlockYaml.item(at(edited, learner(place)), 0));
        for (String key : rootKeys) {
            String value = FlowYaml.write(at(edited, SearchKeys.place(key, 0)));
            out.append("# outside of the learner: ")
                    .append(key)
                    .append(": ")
                    .append(value)
                    .append('\n');
        }
        return out.toString();
    }

    private String keptText() {
        TextEdits edits = new TextEdits(base, edited);
        changes.forEach(edits::change);
        if (changes.isEmpty() && from != place) {
            edits.swap(learner(place), learner(from));
        }
        return edits.apply();
    }

    private boolean isEdited(String text) {
        try {
            MillraceConfig read =
                    ConfigTree.parse(text, base.source(), base.variables()).read();
            return read.equals(edited.read());
        } catch (ConfigException e) {
            return false;
        }
    }

    private static ConfigTree swapped(ConfigTree tree, int from) {
        return tree.with(learner(0), at(tree, learner(from))).with(learner(from), at(tree, learner(0)));
    }

    private static Node at(ConfigTree tree, KeyPath path) {
        return Objects.requireNonNull(tree.at(path), () -> "expected a value at " + path);
    }

    private static KeyPath learner(int index) {
        return KeyPath.of(LEARNERS, index);
    }
}
