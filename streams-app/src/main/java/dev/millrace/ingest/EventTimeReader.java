package dev.millrace.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time of an event from a field: a timestamp or local timestamp of any precision, a date, a plain long (taken as
 * milliseconds since 1970-01-01T00:00Z), or a string in ISO 8601. What has no zone is in the config's zone. One thread.
 */
final class EventTimeReader {

    /** What one unit of the field is, for the schema that was last seen. */
    private enum Unit {
        MILLIS,
        MICROS,
        NANOS,
        DAYS,
        TEXT
    }

    private final String field;
    private final ZoneId zone;
    private @Nullable Schema schema;
    private int position;
    private Unit unit = Unit.MILLIS;
    private boolean local;

    EventTimeReader(String field, ZoneId zone) {
        this.field = field;
        this.zone = zone;
    }

    /**
     * The event's time in milliseconds since 1970-01-01T00:00Z.
     *
     * @throws DateTimeException if there is none; the message says what was expected
     */
    @SuppressWarnings("ReferenceEquality") // Deserializers hand out one schema object per id; equals() walks it all.
    long read(IndexedRecord event) {
        if (event.getSchema() != schema) {
            bind(event.getSchema());
        }
        Object value = event.get(position);
        try {
            // No float or double: a NaN would silently be 1970.
            if ((value instanceof Long || value instanceof Integer) && unit != Unit.TEXT) {
                return fromNumber(((Number) value).longValue());
            }
            if (value instanceof CharSequence text) {
                return fromText(text.toString());
            }
        } catch (ArithmeticException e) {
            throw new DateTimeException(
                    "event time field '" + field + "': expected a time that fits milliseconds in 64 bits, got '" + value
                            + "'",
                    e);
        }
        throw new DateTimeException("event time field '" + field + "': expected a timestamp or ISO 8601 text, got "
                + AvroFields.typeName(value));
    }

    private long fromNumber(long value) {
        long millis = switch (unit) {
            case MICROS -> Math.floorDiv(value, 1_000L);
            case NANOS -> Math.floorDiv(value, 1_000_000L);
            case DAYS -> Math.multiplyExact(value, 24 * 60 * 60 * 1_000L);
            case MILLIS, TEXT -> value;
        };
        return local && !zone.equals(ZoneOffset.UTC) ? fromLocal(millis) : millis;
    }

    private long fromLocal(long localMillis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(localMillis), ZoneOffset.UTC)
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }

    private long fromText(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException notWithOffset) {
            try {
                return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
            } catch (DateTimeException notLocal) {
                throw new DateTimeException(
                        "event time field '" + field + "': expected ISO 8601 such as 2001-01-31T23:59, got '" + text
                                + "'",
                        notLocal);
            }
        }
    }

    private void bind(Schema next) {
        Schema.Field found = SchemaFields.find(next, field);
        if (found == null) {
            throw new DateTimeException("expected an event time field '" + field + "' in events of schema "
                    + next.getFullName() + ", which has "
                    + next.getFields().stream().map(Schema.Field::name).toList());
        }
        Schema type = withoutNull(found.schema());
        LogicalType logical = type.getLogicalType();
        local = logical instanceof LogicalTypes.LocalTimestampMillis
                || logical instanceof LogicalTypes.LocalTimestampMicros
                || logical instanceof LogicalTypes.LocalTimestampNanos
                || logical instanceof LogicalTypes.Date;
        if (type.getType() == Schema.Type.STRING) {
            unit = Unit.TEXT;
        } else if (logical instanceof LogicalTypes.TimestampMicros
                || logical instanceof LogicalTypes.LocalTimestampMicros) {
            unit = Unit.MICROS;
        } else if (logical instanceof LogicalTypes.TimestampNanos
                || logical instanceof LogicalTypes.LocalTimestampNanos) {
            unit = Unit.NANOS;
        } else {
            unit = logical instanceof LogicalTypes.Date ? Unit.DAYS : Unit.MILLIS;
        }
        position = found.pos();
        schema = next;
    }

    private static Schema withoutNull(Schema type) {
        if (type.getType() == Schema.Type.UNION) {
            for (Schema branch : type.getTypes()) {
                if (branch.getType() != Schema.Type.NULL) {
                    return branch;
                }
            }
        }
        return type;
    }
}
