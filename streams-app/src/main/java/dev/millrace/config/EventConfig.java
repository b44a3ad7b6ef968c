package dev.millrace.config;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an event besides its features and label.
 *
 * @param timeField field that holds the event's time; null if the record's timestamp is the event's time. The zone in
 *     which parts of that time are taken is the recipe's.
 */
public record EventConfig(@Nullable String timeField) {}
