package dev.millrace.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one cut, in ascending order.
 *
 * @param classes which class each weight of a row speaks for; null for regression
 * @param slotNames what the optimizer calls the slots, in their order; or the names of the experts, whose weights they are
 * @param weightsAre what the weights of a row are: its own, or the weighted mean of the experts'
 * @param next row to go on from; null at the end
 */
public record ParameterPage(
        @Nullable List<String> classes,
        List<String> slotNames,
        String weightsAre,
        List<ParameterRow> rows,
        @Nullable Integer next,
        Provenance provenance) {}
