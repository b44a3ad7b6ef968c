package dev.millrace.query;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.RowMap;
import dev.millrace.state.FeatureNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** What stands behind the rows of a recipe. Immutable; any thread. */
final class FeatureOrigins {

    /** See {@link ParameterRow}. */
    record Origin(
            @Nullable String feature,
            List<String> fields,
            @Nullable String value) {}

    private static final Origin BIAS = new Origin(FeatureRecipe.BIAS, List.of(), null);
    private static final Origin UNTOUCHED = new Origin(null, List.of(), null);

    private final RowMap rows;
    private final Map<String, List<String>> fieldsOfFeature = new LinkedHashMap<>();

    FeatureOrigins(MillraceConfig config, RowMap rows) {
        this.rows = rows;
        List<FeatureSpec> features = config.recipe().features();
        String timeField = config.event().timeField();
        // Crosses last: they are made from the fields of other features.
        for (FeatureSpec feature : features) {
            if (!(feature instanceof Cross)) {
                fieldsOfFeature.put(feature.name(), fields(feature, timeField));
            }
        }
        for (FeatureSpec feature : features) {
            if (feature instanceof Cross cross) {
                fieldsOfFeature.put(cross.name(), fields(cross, features));
            }
        }
    }

    Origin of(int row, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        if (row == RowMap.BIAS_ROW) {
            return BIAS;
        }
        FeatureSpec feature = rows.fixedFeature(row);
        return feature == null ? hashed(row, names) : fixed(feature, String.valueOf(rows.fixedName(row)));
    }

    /** Names of fixed rows: {@code name}, {@code name.sin}, {@code name.cos} or {@code name[index]}. */
    private Origin fixed(FeatureSpec feature, String rowName) {
        String rest = rowName.substring(feature.name().length());
        String value = feature instanceof Sparse ? rest.substring(1, rest.length() - 1) : rest.replace(".", "");
        return new Origin(feature.name(), fieldsOf(feature.name()), value.isEmpty() ? null : value);
    }

    /** Names of hashed rows: {@code name=value}; the name has no '='. */
    private Origin hashed(int row, ReadOnlyKeyValueStore<Bytes, byte[]> names) {
        String rowName = FeatureNames.read(names, row);
        if (rowName == null) {
            return UNTOUCHED;
        }
        int end = rowName.indexOf('=');
        String feature = rowName.substring(0, end);
        return new Origin(feature, fieldsOf(feature), rowName.substring(end + 1));
    }

    /** The fields that a feature is made from; none for the bias. */
    List<String> fieldsOf(String feature) {
        return fieldsOfFeature.getOrDefault(feature, List.of());
    }

    private static List<String> fields(FeatureSpec feature, @Nullable String timeField) {
        if (feature instanceof Numeric numeric) {
            return List.of(numeric.field());
        } else if (feature instanceof Categorical categorical) {
            return List.of(categorical.field());
        } else if (feature instanceof TimePart) {
            return timeField == null ? List.of() : List.of(timeField);
        } else if (feature instanceof Sparse sparse) {
            return List.of(sparse.indices(), sparse.values());
        }
        throw new IllegalArgumentException("expected a feature that is read from fields, got " + feature);
    }

    /** A side of a cross is a feature that is a category, or else a field. */
    private List<String> fields(Cross cross, List<FeatureSpec> features) {
        return Stream.of(cross.left(), cross.right())
                .flatMap(side -> isCategory(side, features) ? fieldsOf(side).stream() : Stream.of(side))
                .distinct()
                .toList();
    }

    private static boolean isCategory(String name, List<FeatureSpec> features) {
        return features.stream()
                .filter(feature -> feature.name().equals(name))
                .anyMatch(feature -> feature instanceof Categorical
                        || (feature instanceof TimePart part && part.encoding() == TimePart.Encoding.CATEGORICAL));
    }
}
