package dev.millrace.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one cut with the largest weights, largest first. The size of a row is that of its largest weight; rows of
 * equal size stand in ascending order. Rows whose weights are all 0 are left out.
 *
 * @param classes which class each weight of a row speaks for; null for regression
 * @param weightsAre what the weights of a row are: its own, or the weighted mean of the experts'
 */
public record TopWeights(@Nullable List<String> classes, String weightsAre, List<TopRow> rows, Provenance provenance) {

    /**
     * A row; see {@link ParameterRow}.
     *
     * @param strongest the weight that gives the row its size
     */
    public record TopRow(
            int row,
            @Nullable String feature,
            List<String> fields,
            @Nullable String value,
            List<Float> weights,
            Strongest strongest) {}

    /**
     * A weight and what it speaks for if it is positive, and against if it is negative.
     *
     * @param className null for regression
     */
    public record Strongest(@JsonProperty("class") @Nullable String className, float weight) {}
}
