package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.hash.Murmur3;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the rows of a {@link RowMap} by the names that they are shown under. Immutable; any thread. */
public final class RowFinder {

    private static final Pattern INTEGER = Pattern.compile("0|[1-9]\\d{0,18}");
    private static final Pattern INDEX = Pattern.compile("\\[(0|[1-9]\\d{0,8})]");

    private final RowMap rows;
    private final List<FeatureSpec> features;

    public RowFinder(RowMap rows) {
        this.rows = rows;
        this.features = rows.recipe().features();
    }

    /** The row of that {@link RowMap#fixedName}, or -1 if there is none. */
    public int fixedRow(String name) {
        if (name.equals(FeatureRecipe.BIAS)) {
            return RowMap.BIAS_ROW;
        }
        for (int i = 0; i < features.size(); i++) {
            FeatureSpec feature = features.get(i);
            if (name.startsWith(feature.name())) {
                int place = place(feature, name.substring(feature.name().length()));
                if (place >= 0) {
                    return rows.firstRow(i) + place;
                }
            }
        }
        return -1;
    }

    /** Which of the feature's own rows has this behind its name; -1 if none has. */
    private static int place(FeatureSpec feature, String rest) {
        if (feature instanceof Numeric) {
            return rest.isEmpty() ? 0 : -1;
        }
        if (feature instanceof TimePart part && part.encoding() == Encoding.CYCLIC) {
            return List.of(".sin", ".cos").indexOf(rest);
        }
        if (feature instanceof Sparse sparse) {
            Matcher index = INDEX.matcher(rest);
            int place = index.matches() ? Integer.parseInt(index.group(1)) : -1;
            return place < sparse.dimension() ? place : -1;
        }
        return -1;
    }

    /** The feature of that name, or null. */
    public @Nullable FeatureSpec feature(String name) {
        return features.stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The rows that a feature has for itself, ascending; none for one whose rows are hashed. */
    public IntStream ownRows(FeatureSpec feature) {
        int number = features.indexOf(feature);
        int end = number + 1 < features.size() ? rows.firstRow(number + 1) : rows.hashBase();
        return IntStream.range(rows.firstRow(number), end);
    }

    /**
     * The rows that a value of a feature with hashed rows may stand in: one, or none if the feature cannot have the value.
     * The value of a cross is that of its sides with an asterisk between; if there are more of them, any may be the one that
     * parts the sides.
     */
    public IntStream hashedRows(FeatureSpec feature, String value) {
        if (ownRows(feature).findAny().isPresent()) {
            return IntStream.empty();
        }
        if (feature instanceof Categorical || feature instanceof TimePart) {
            return canBe(feature, value)
                    ? IntStream.of(rows.hashedRow(hash(feature.name(), value)))
                    : IntStream.empty();
        }
        if (feature instanceof Cross cross) {
            return IntStream.range(0, value.length())
                    .filter(i -> value.charAt(i) == '*')
                    .map(i -> row(cross, value.substring(0, i), value.substring(i + 1)))
                    .distinct();
        }
        return feature instanceof Sparse && isLong(value)
                ? IntStream.of(rows.hashedRow(Category.hashIndex(Long.parseLong(value), namespace(feature.name()))))
                : IntStream.empty();
    }

    private int row(Cross cross, String left, String right) {
        return rows.hashedRow(
                Murmur3.hash(hash(cross.left(), left), hash(cross.right(), right), namespace(cross.name())));
    }

    private static boolean canBe(FeatureSpec feature, String value) {
        if (!(feature instanceof TimePart part)) {
            return true;
        }
        int first = part.part() == TimePart.Part.HOUR ? 0 : 1;
        return isLong(value)
                && Long.parseLong(value) >= first
                && Long.parseLong(value) < first + part.part().period();
    }

    private static boolean isLong(String value) {
        return INTEGER.matcher(value).matches() && new BigInteger(value).bitLength() < Long.SIZE;
    }

    private long hash(String feature, String value) {
        Utf8Buffer text = new Utf8Buffer();
        text.append(value);
        return text.hash(namespace(feature));
    }

    private long namespace(String feature) {
        return Category.namespace(feature, rows.recipe().hashSeed());
    }
}
