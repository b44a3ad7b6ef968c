package dev.millrace.bench.growth;

import dev.millrace.core.feature.EventFields;
import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureSpec;
import dev.millrace.core.feature.Utf8Buffer;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** An event with one sparse array of features, each of the value 1. */
final class SparseFields implements EventFields {

    private static final String INDICES = "indices";

    /** Rows as numbered in the model. */
    private final int[] rows;

    private final int indices;

    /** @param fields of the recipe, in the extractor's order */
    SparseFields(int[] rows, List<String> fields) {
        this.rows = rows;
        this.indices = fields.indexOf(INDICES);
    }

    /** Of a model of so many rows, the first of which is the bias. */
    static FeatureRecipe recipe(int rows) {
        return new FeatureRecipe(
                List.of(new FeatureSpec.Sparse("features", INDICES, "values", rows - 1)),
                1,
                0,
                ZoneOffset.UTC,
                FeatureRecipe.Limits.DEFAULT);
    }

    @Override
    public boolean isNull(int field) {
        return false;
    }

    @Override
    public double number(int field) {
        throw new UnsupportedOperationException("there are arrays alone");
    }

    @Override
    public void category(int field, Utf8Buffer into) {
        throw new UnsupportedOperationException("there are arrays alone");
    }

    @Override
    public int length(int field) {
        return rows.length;
    }

    @Override
    public void integers(int field, long[] into) {
        if (field != indices) {
            throw new IllegalStateException("expected field " + indices + ", got " + field);
        }
        for (int i = 0; i < rows.length; i++) {
            into[i] = rows[i] - 1L;
        }
    }

    @Override
    public void numbers(int field, double[] into) {
        Arrays.fill(into, 0, rows.length, 1);
    }
}
