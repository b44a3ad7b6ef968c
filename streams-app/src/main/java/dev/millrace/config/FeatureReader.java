package dev.millrace.config;

import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import dev.millrace.core.feature.FeatureSpec.Transform;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one entry of the list {@code features}. Its kind is the key that it is introduced by. */
final class FeatureReader {

    private static final List<String> KINDS = List.of("numeric", "categorical", "time", "cross", "sparse");

    static final ScalarType<Transform> TRANSFORM =
            ScalarType.choice(Map.of("none", Transform.NONE, "log1p", Transform.LOG1P), List.of("none", "log1p"));

    static final ScalarType<Part> PART = ScalarType.choice(
            Map.of("hour", Part.HOUR, "weekday", Part.WEEKDAY, "month", Part.MONTH),
            List.of("hour", "weekday", "month"));

    static final ScalarType<Encoding> ENCODING = ScalarType.choice(
            Map.of("categorical", Encoding.CATEGORICAL, "cyclic", Encoding.CYCLIC), List.of("categorical", "cyclic"));

    private FeatureReader() {}

    /** Null if a problem was reported. */
    static @Nullable FeatureSpec read(ConfigNode item) {
        Section section = item.section();
        if (section == null) {
            return null;
        }
        List<String> kinds = KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            item.problem("expected exactly one of the keys " + String.join(", ", KINDS) + "; found "
                    + (kinds.isEmpty() ? section.keysInWords(KINDS) : String.join(", ", kinds)));
            return null;
        }
        FeatureSpec feature = switch (kinds.get(0)) {
            case "numeric" -> numeric(section);
            case "categorical" -> categorical(section);
            case "time" -> time(section);
            case "cross" -> cross(section);
            default -> sparse(section);
        };
        section.finish();
        return feature;
    }

    private static @Nullable FeatureSpec numeric(Section section) {
        String field = section.required("numeric", FieldTypes.FIELD);
        String name = name(section, field);
        Transform transform = section.optional("transform", TRANSFORM, Transform.NONE);
        boolean standardize = section.optional("standardize", ScalarType.FLAG, true);
        return field == null || name == null ? null : new FeatureSpec.Numeric(name, field, transform, standardize);
    }

    private static @Nullable FeatureSpec categorical(Section section) {
        String field = section.required("categorical", FieldTypes.FIELD);
        String name = name(section, field);
        return field == null || name == null ? null : new FeatureSpec.Categorical(name, field);
    }

    private static @Nullable FeatureSpec time(Section section) {
        Part part = section.required("time", PART);
        String name = name(section, part == null ? null : PART.word(part));
        Encoding encoding = section.optional("encoding", ENCODING, Encoding.CATEGORICAL);
        return part == null || name == null ? null : new FeatureSpec.TimePart(name, part, encoding);
    }

    private static @Nullable FeatureSpec cross(Section section) {
        ConfigNode node = section.required("cross", "a list of two");
        List<String> sides = node == null ? null : node.list(FieldTypes.FIELD);
        if (node != null && sides != null && (sides.size() != 2 || sides.get(0).equals(sides.get(1)))) {
            node.problem("expected a list of two different features or fields; found " + sides);
            sides = null;
        }
        String name = name(section, sides == null ? null : String.join("*", sides));
        return sides == null || name == null ? null : new FeatureSpec.Cross(name, sides.get(0), sides.get(1));
    }

    private static @Nullable FeatureSpec sparse(Section section) {
        Section arrays = section.requiredSection("sparse");
        String indices = arrays == null ? null : arrays.required("indices", FieldTypes.FIELD);
        String values = arrays == null ? null : arrays.required("values", FieldTypes.FIELD);
        if (arrays != null) {
            List.of("dimension", "name").forEach(option -> refuseInside(arrays, option));
            arrays.finish();
        }
        String name = name(section, indices);
        int dimension = section.optional("dimension", ScalarType.integer(1, Integer.MAX_VALUE), 0);
        return indices == null || values == null || name == null
                ? null
                : new FeatureSpec.Sparse(name, indices, values, dimension);
    }

    /** It is natural to write it there, so say where it goes. */
    private static void refuseInside(Section arrays, String option) {
        ConfigNode node = arrays.optional(option);
        if (node != null) {
            node.problem("belongs one level up, beside 'sparse'");
        }
    }

    /** The name that is written, or else the default, if that can be a name; otherwise null. */
    private static @Nullable String name(Section section, @Nullable String byDefault) {
        ConfigNode node = section.optional("name");
        if (node != null) {
            return node.read(FieldTypes.FEATURE);
        }
        if (byDefault != null && FieldTypes.FEATURE.parse().apply(byDefault) == null) {
            section.problem("'" + byDefault + "' cannot be a feature's name; add the key 'name' with "
                    + FieldTypes.FEATURE.expected());
            return null;
        }
        return byDefault;
    }
}
