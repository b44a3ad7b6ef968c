package dev.millrace.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of one cut.
 *
 * @param classes which class each weight of a row speaks for; null for regression
 * @param slotNames what the optimizer calls the slots, in their order
 */
public record SingleRow(
        @Nullable List<String> classes, List<String> slotNames, ParameterRow row, Provenance provenance) {}
