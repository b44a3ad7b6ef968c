package dev.millrace.replay.search;

import dev.millrace.config.KeyPath;
import dev.millrace.config.Spelling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which keys can be tried, and where in a config of one learner they stand. */
final class SearchKeys {

    static final String OPTIMIZER = "optimizer";

    /** Of a learner. */
    static final List<String> LEARNER =
            List.of(OPTIMIZER, "rate", "batch", "loss", "gradient", "weights", "plateau", "average", "class-weights");

    private static final List<String> ROOT = List.of("features", "event", "weight", "hashing", "limits");

    private static final List<String> TARGET = List.of("task", "label");

    private static final List<String> OTHER =
            List.of("application", "kafka", "registry", "serdes", "topics", "reports", "memory", "http");

    private SearchKeys() {}

    /** Why a key cannot be tried; null if it can be. */
    static @Nullable String refusal(String key) {
        KeyPath path = KeyPath.parse(key);
        if (path == null) {
            return "expected a key such as rate, optimizer.beta1 or features[0].transform; found '" + key + "'";
        }
        String first = path.first();
        if (LEARNER.contains(first) || ROOT.contains(first)) {
            return null;
        }
        if (TARGET.contains(first)) {
            return "cannot be tried: losses of different labels or tasks cannot be compared";
        }
        if (OTHER.contains(first)) {
            return "cannot be tried: it has no part in what is learned";
        }
        if (first.equals("learners")) {
            return "keys of a learner stand alone, such as rate or optimizer.beta1; the key 'learner' says whose they"
                    + " are";
        }
        if (first.equals("name") || first.equals("publish-predictions")) {
            return "cannot be tried: it has no part in what is learned; each candidate gets a name of its settings";
        }
        return unknown(first);
    }

    /** Whether a key is outside of the learner. */
    static boolean isRoot(String key) {
        return ROOT.contains(path(key).first());
    }

    /**
     * Where a key that can be tried stands in a config.
     *
     * @param learner index of the learner whose key it is
     */
    static KeyPath place(String key, int learner) {
        KeyPath path = path(key);
        return isRoot(key) ? path : KeyPath.of("learners", learner).plus(path);
    }

    private static KeyPath path(String key) {
        KeyPath path = KeyPath.parse(key);
        if (path == null) {
            throw new IllegalArgumentException("expected a key that can be tried, got '" + key + "'");
        }
        return path;
    }

    private static String unknown(String key) {
        List<String> known = new ArrayList<>(LEARNER);
        known.addAll(ROOT);
        String nearest = Spelling.nearest(key, known);
        return "unknown key; can be tried: " + String.join(", ", known)
                + (nearest == null ? "" : "; did you mean '" + nearest + "'?");
    }
}
