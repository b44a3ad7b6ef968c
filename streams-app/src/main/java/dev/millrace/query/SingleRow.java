package dev.millrace.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of one cut.
 *
 * @param classes which class each weight of a row speaks for; null for regression
 * @param slotNames what the optimizer calls the slots, in their order; or the names of the experts, whose weights they are
 * @param weightsAre what the weights of a row are: its own, or the weighted mean of the experts'
 */
public record SingleRow(
        @Nullable List<String> classes,
        List<String> slotNames,
        String weightsAre,
        ParameterRow row,
        Provenance provenance) {}
