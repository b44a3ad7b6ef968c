package dev.millrace.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.UnresolvedUnionException;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro values as plain JSON, for people and scripts: no type names around union members; dates and times as ISO 8601;
 * bytes as base64; numbers that are not finite as the strings NaN, Infinity and -Infinity. Takes generic and generated
 * records. Not meant to be read back into Avro without the schema. Stateless, for any thread.
 */
public final class AvroJson {

    private static final JsonFactory JSON = new JsonFactory();

    private AvroJson() {}

    /** One line of JSON. */
    public static String toJson(GenericContainer value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, value.getSchema(), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Writes a value where the generator stands.
     *
     * @param value a record, or what Avro's readers give for the schema, or a plain object such as a String
     */
    public static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof GenericContainer container) {
            write(json, container.getSchema(), value);
        } else {
            writeObject(json, value);
        }
    }

    /** Writes a value of a schema. */
    public static void write(JsonGenerator json, Schema schema, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (schema.getType()) {
            case RECORD -> writeRecord(json, schema, (IndexedRecord) value);
            case ARRAY -> {
                json.writeStartArray();
                for (Object item : (Collection<?>) value) {
                    write(json, schema.getElementType(), item);
                }
                json.writeEndArray();
            }
            case MAP -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    json.writeFieldName(entry.getKey().toString());
                    write(json, schema.getValueType(), entry.getValue());
                }
                json.writeEndObject();
            }
            case UNION -> writeUnion(json, schema, value);
            default -> writeObject(json, logical(schema.getLogicalType(), value));
        }
    }

    private static void writeRecord(JsonGenerator json, Schema schema, IndexedRecord record) throws IOException {
        json.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
            json.writeFieldName(field.name());
            write(json, field.schema(), record.get(field.pos()));
        }
        json.writeEndObject();
    }

    private static void writeUnion(JsonGenerator json, Schema union, Object value) throws IOException {
        Schema member = null;
        if (union.getTypes().size() == 2 && union.isNullable()) {
            boolean nullFirst = union.getTypes().get(0).getType() == Schema.Type.NULL;
            member = union.getTypes().get(nullFirst ? 1 : 0);
        } else {
            try {
                member = union.getTypes().get(GenericData.get().resolveUnion(union, value));
            } catch (UnresolvedUnionException e) {
                // A date of a generated class: its own Java type says all.
            }
        }
        if (member == null) {
            writeObject(json, value);
        } else {
            write(json, member, value);
        }
    }

    /** The date, time or decimal that a raw number or bytes stand for; anything else as it is. */
    private static Object logical(@Nullable LogicalType type, Object value) {
        if (type instanceof LogicalTypes.Decimal decimal
                && (value instanceof ByteBuffer || value instanceof GenericFixed)) {
            return new BigDecimal(new BigInteger(bytes(value)), decimal.getScale());
        }
        if (type == null || !(value instanceof Number number)) {
            return value;
        }
        long raw = number.longValue();
        return switch (type.getName()) {
            case "timestamp-millis" -> Instant.ofEpochMilli(raw);
            case "timestamp-micros" -> instant(raw, 1_000_000);
            case "timestamp-nanos" -> instant(raw, 1_000_000_000);
            case "local-timestamp-millis" -> LocalDateTime.ofInstant(Instant.ofEpochMilli(raw), ZoneOffset.UTC);
            case "local-timestamp-micros" -> LocalDateTime.ofInstant(instant(raw, 1_000_000), ZoneOffset.UTC);
            case "local-timestamp-nanos" -> LocalDateTime.ofInstant(instant(raw, 1_000_000_000), ZoneOffset.UTC);
            case "date" -> LocalDate.ofEpochDay(raw);
            case "time-millis" -> LocalTime.ofNanoOfDay(raw * 1_000_000);
            case "time-micros" -> LocalTime.ofNanoOfDay(raw * 1_000);
            default -> value;
        };
    }

    private static Instant instant(long raw, long unitsPerSecond) {
        long nanos = Math.floorMod(raw, unitsPerSecond) * (1_000_000_000 / unitsPerSecond);
        return Instant.ofEpochSecond(Math.floorDiv(raw, unitsPerSecond), nanos);
    }

    private static void writeObject(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Float number) {
            // Jackson writes what is not finite as a string.
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof ByteBuffer || value instanceof GenericFixed || value instanceof byte[]) {
            json.writeBinary(bytes(value));
        } else {
            json.writeString(value instanceof TemporalAccessor time ? iso(time) : value.toString());
        }
    }

    /** With seconds in any case, so that values of one field look alike. */
    private static String iso(TemporalAccessor time) {
        if (time instanceof Instant) {
            return DateTimeFormatter.ISO_INSTANT.format(time);
        }
        if (time instanceof LocalDateTime) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        return time instanceof LocalTime ? DateTimeFormatter.ISO_LOCAL_TIME.format(time) : time.toString();
    }

    private static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value instanceof GenericFixed fixed ? fixed.bytes() : (byte[]) value;
    }
}
