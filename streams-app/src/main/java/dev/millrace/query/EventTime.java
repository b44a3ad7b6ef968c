package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the time of an event that somebody asks about: in the config's time field, else in the request's parameter; ISO
 * 8601 (in the config's zone, if it names none) or milliseconds since 1970-01-01T00:00Z. Immutable; any thread.
 */
public final class EventTime {

    public static final String PARAMETER = "eventTime";

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    private static final String EXPECTED =
            "ISO 8601 such as 2001-01-31T23:59:00Z, or milliseconds since 1970-01-01T00:00Z";

    private final @Nullable String field;
    private final ZoneId zone;
    private final boolean isNeeded;

    EventTime(MillraceConfig config) {
        this.field = config.event().timeField();
        this.zone = config.recipe().zone();
        this.isNeeded = config.recipe().features().stream().anyMatch(TimePart.class::isInstance);
    }

    /**
     * Milliseconds since 1970-01-01T00:00Z, or null if the event has no time and no feature needs one.
     *
     * @throws QueryException if it is in both places, is needed and in none, or is no time
     */
    @Nullable
    Long read(JsonNode event, @Nullable String parameter) {
        JsonNode value = field == null ? null : event.get(field);
        if (field != null && value != null && !value.isNull()) {
            if (parameter != null) {
                throw QueryException.badRequest("expected the event's time once, found it in field '" + field
                        + "' and in the query parameter '" + PARAMETER + "'; leave one of them out");
            }
            return fromJson(field, value);
        }
        if (parameter != null) {
            return fromText(parameter);
        }
        if (isNeeded) {
            throw QueryException.badRequest("expected the event's time, because the model has a feature made of it, as "
                    + (field == null ? "" : "field '" + field + "' or ")
                    + "query parameter '" + PARAMETER + "' (" + EXPECTED + "), found none");
        }
        return null;
    }

    private Long fromJson(String name, JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        Long millis = value.isTextual() ? fromIso(value.textValue()) : null;
        if (millis == null) {
            String found = value.isTextual() ? "'" + value.textValue() + "'" : JsonFields.describe(value);
            throw QueryException.badRequest(
                    "event time field '" + name + "': expected " + EXPECTED + ", found " + found);
        }
        return millis;
    }

    private Long fromText(String text) {
        Long millis = INTEGER.matcher(text).matches() ? Long.valueOf(text) : fromIso(text);
        if (millis == null) {
            throw QueryException.badRequest("query parameter '" + PARAMETER + "': expected " + EXPECTED + ", found '"
                    + text + "'; in a query string, + is written %2B");
        }
        return millis;
    }

    private @Nullable Long fromIso(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException notWithOffset) {
            try {
                return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
            } catch (DateTimeException | ArithmeticException notLocal) {
                return null;
            }
        }
    }
}
