package dev.millrace.ingest.file;

import org.jspecify.annotations.Nullable;

/**
 * One row as it was read: a value for each column known at that time, null where there is none. CSV gives strings; JSON
 * gives String, Long, Double, Boolean and, for arrays of numbers, a List of Long or Double.
 */
final class Row {
    final long line;
    final @Nullable Object[] values;

    Row(long line, @Nullable Object[] values) {
        this.line = line;
        this.values = values;
    }

    @Nullable
    Object value(int column) {
        return column < values.length ? values[column] : null;
    }
}
