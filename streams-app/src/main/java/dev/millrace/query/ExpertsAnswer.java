package dev.millrace.query;

import org.jspecify.annotations.Nullable;

/**
 * The experts of a learner.
 *
 * @param experts null if it has none, because its optimizer is not {@code auto}
 */
public record ExpertsAnswer(@Nullable Experts experts, Provenance provenance) {}
