package dev.millrace.query;

import org.jspecify.annotations.Nullable;

/**
 * A row that was asked for by name.
 *
 * @param firstSeenAs what a hashed row was first seen as, if that is another name
 * @param certain whether the row is there whatever its numbers are; else only if they are not all 0
 */
record NamedRow(int row, String name, @Nullable String firstSeenAs, boolean certain) {}
