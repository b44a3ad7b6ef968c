package dev.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of parameters.
 *
 * @param feature the feature that it belongs to; null for a hashed row that no event has touched yet
 * @param fields of the event that the feature is made from; empty for the bias
 * @param value which of the feature's rows this is: the category, the index of a sparse feature, {@code sin} or
 *     {@code cos}; null if the feature has one row. Where several categories share a hashed row, the first one seen.
 * @param weights one per output
 * @param slots what the optimizer remembers, or the weights of each expert: one list per slot, each with one number per
 *     weight
 * @param averages of the weights over all steps, one per output; absent unless the config asks for them
 */
public record ParameterRow(
        int row,
        @Nullable String feature,
        List<String> fields,
        @Nullable String value,
        List<Float> weights,
        List<List<Float>> slots,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Double> averages) {}
