package dev.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one feature, or of one of its values, in ascending order, of one cut.
 *
 * @param feature of the config
 * @param fields of the event that it is made from; empty for the bias
 * @param mapping how its names lead to rows: {@code own} if its rows are its alone, {@code hashed} if it shares them
 * @param collisionsPossible whether other values, of this feature or another, may share a row
 * @param classes which class each weight of a row speaks for; null for regression
 * @param weightsAre what the weights of a row are: its own, or the weighted mean of the experts'
 * @param next row to go on from, if only the feature was named and there may be more rows; null at the end
 */
public record FeatureAnswer(
        String feature,
        List<String> fields,
        String mapping,
        boolean collisionsPossible,
        @Nullable List<String> classes,
        String weightsAre,
        List<FeatureRow> rows,
        @Nullable Integer next,
        Provenance provenance) {

    /**
     * A row.
     *
     * @param name that it was asked for by, or that it is shown under
     * @param firstSeenAs the name of the first value that was seen in a hashed row, if that is another: then it shares the
     *     row with the one asked for, or the one asked for was never seen
     * @param weights one per output
     * @param slots what the optimizer remembers, by the names it has for it, or the weights of each expert: one number per
     *     weight
     * @param averages of the weights over all steps, one per output; absent unless the config asks for them
     */
    public record FeatureRow(
            int row,
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String firstSeenAs,

            List<Float> weights,
            Map<String, List<Float>> slots,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<Double> averages) {}
}
