package dev.millrace.config;

import dev.millrace.core.feature.WeightSpec;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an event besides its features and label.
 *
 * @param timeField field that holds the event's time; null if the record's timestamp is the event's time. The zone in
 *     which parts of that time are taken is the recipe's.
 * @param weight where its weight in learning comes from; null if all events weigh 1
 */
public record EventConfig(
        @Nullable String timeField, @Nullable WeightSpec weight) {

    /** Events that all weigh 1. */
    public EventConfig(@Nullable String timeField) {
        this(timeField, null);
    }
}
