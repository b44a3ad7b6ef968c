package dev.millrace.core.feature;

import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which parameter row belongs to which feature of a recipe.
 *
 * <pre>
 *   row 0                 bias
 *   rows 1 .. hashBase-1  in the recipe's order: a numeric feature one row, a cyclic time part two (sine, cosine),
 *                         a sparse feature with a dimension that many
 *   rows from hashBase    2^hashBits rows that all hashed features share
 * </pre>
 *
 * <p>Immutable; any thread.
 */
public final class RowMap {

    /** Row of the feature that is 1 in every event. */
    public static final int BIAS_ROW = 0;

    private static final int MAX_ROWS = 1 << 28;

    /** Rows of a feature's own; none for hashed features. */
    private record Range(FeatureSpec feature, int firstRow, int rows) {}

    private final FeatureRecipe recipe;
    private final List<Range> ranges = new ArrayList<>();
    private final int hashBase;
    private final int rowCount;

    public RowMap(FeatureRecipe recipe) {
        this.recipe = recipe;
        long next = BIAS_ROW + 1;
        boolean hashed = false;
        for (FeatureSpec feature : recipe.features()) {
            int rows = ownRows(feature);
            ranges.add(new Range(feature, (int) next, rows));
            next += rows;
            hashed |= rows == 0;
            if (next > MAX_ROWS) {
                throw new IllegalArgumentException(
                        "features: the dimensions add up to more than " + MAX_ROWS + " rows; hash the indices instead");
            }
        }
        hashBase = (int) next;
        rowCount = hashBase + (hashed ? 1 << recipe.hashBits() : 0);
    }

    public FeatureRecipe recipe() {
        return recipe;
    }

    public int rowCount() {
        return rowCount;
    }

    /** First of the rows that hashed features share; {@link #rowCount} if there are none. */
    public int hashBase() {
        return hashBase;
    }

    int firstRow(int feature) {
        return ranges.get(feature).firstRow;
    }

    int hashedRow(long hash) {
        return hashBase + (int) (hash & ((1 << recipe.hashBits()) - 1));
    }

    /** The name of a row that belongs to one feature alone, or null for a hashed row. */
    public @Nullable String fixedName(int row) {
        if (row == BIAS_ROW) {
            return FeatureRecipe.BIAS;
        }
        Range range = range(row);
        if (range == null) {
            return null;
        }
        int i = row - range.firstRow;
        String name = range.feature.name();
        if (range.feature instanceof TimePart) {
            return name + (i == 0 ? ".sin" : ".cos");
        }
        return range.feature instanceof Sparse ? name + "[" + i + "]" : name;
    }

    /** The feature that a row belongs to alone, or null for the bias and for hashed rows. */
    public @Nullable FeatureSpec fixedFeature(int row) {
        Range range = range(row);
        return range == null ? null : range.feature;
    }

    private @Nullable Range range(int row) {
        for (Range range : ranges) {
            int i = row - range.firstRow;
            if (i >= 0 && i < range.rows) {
                return range;
            }
        }
        return null;
    }

    private static int ownRows(FeatureSpec feature) {
        if (feature instanceof Numeric) {
            return 1;
        }
        if (feature instanceof TimePart part && part.encoding() == Encoding.CYCLIC) {
            return 2;
        }
        return feature instanceof Sparse sparse ? sparse.dimension() : 0;
    }
}
