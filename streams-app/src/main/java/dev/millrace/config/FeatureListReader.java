package dev.millrace.config;

import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the list {@code features} and checks its entries against each other and against the label. */
final class FeatureListReader {

    private record Entry(FeatureSpec feature, ConfigNode node) {}

    private final @Nullable String labelField;
    private final Map<String, Entry> byName = new HashMap<>();

    /** @param labelField which no feature may read; null if it is not known */
    FeatureListReader(@Nullable String labelField) {
        this.labelField = labelField;
    }

    /** The features in the order of the file; those that are wrong are reported and left out. */
    List<FeatureSpec> read(ConfigNode node) {
        List<ConfigNode> items = node.items();
        if (items == null) {
            return List.of();
        }
        if (items.isEmpty()) {
            node.problem("expected at least one feature; found an empty list");
        }
        List<Entry> entries = new ArrayList<>();
        for (ConfigNode item : items) {
            FeatureSpec feature = FeatureReader.read(item);
            if (feature != null) {
                entries.add(new Entry(feature, item));
            }
        }
        entries.forEach(this::checkName);
        entries.forEach(this::checkCross);
        entries.forEach(this::checkLabel);
        return entries.stream().map(Entry::feature).toList();
    }

    private void checkName(Entry entry) {
        Entry first = byName.putIfAbsent(entry.feature().name(), entry);
        if (first != null) {
            entry.node()
                    .problem("the name '" + entry.feature().name() + "' is already that of "
                            + first.node().path() + "; add the key 'name' with another");
        }
    }

    private void checkCross(Entry entry) {
        if (entry.feature() instanceof FeatureSpec.Cross cross) {
            Stream.of(cross.left(), cross.right()).forEach(side -> {
                Entry named = byName.get(side);
                if (named != null && !isCategory(named.feature())) {
                    entry.node()
                            .problem("a cross is of two categories, but '" + side + "' is "
                                    + named.node().path()
                                    + ", which is not one; declare the field as categorical under another"
                                    + " name and cross that");
                }
            });
        }
    }

    /** A feature made of the label would predict it perfectly, and nothing else. */
    private void checkLabel(Entry entry) {
        if (labelField != null && fields(entry.feature()).anyMatch(labelField::equals)) {
            entry.node().problem("the field '" + labelField + "' is the label, so it cannot be a feature");
        }
    }

    private Stream<String> fields(FeatureSpec feature) {
        if (feature instanceof FeatureSpec.Numeric numeric) {
            return Stream.of(numeric.field());
        } else if (feature instanceof FeatureSpec.Categorical categorical) {
            return Stream.of(categorical.field());
        } else if (feature instanceof FeatureSpec.Sparse sparse) {
            return Stream.of(sparse.indices(), sparse.values());
        } else if (feature instanceof FeatureSpec.Cross cross) {
            // A side that names a feature is checked where that feature is declared.
            return Stream.of(cross.left(), cross.right()).filter(side -> !byName.containsKey(side));
        }
        return Stream.empty();
    }

    private static boolean isCategory(FeatureSpec feature) {
        return feature instanceof FeatureSpec.Categorical
                || (feature instanceof FeatureSpec.TimePart part && part.encoding() == Encoding.CATEGORICAL);
    }
}
