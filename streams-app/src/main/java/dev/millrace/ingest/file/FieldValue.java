package dev.millrace.ingest.file;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Turns what stands in a file into the Avro value of one type. */
@FunctionalInterface
interface FieldValue {

    /**
     * @param raw as in {@link Row}
     * @return null if the value does not fit the type
     */
    @Nullable
    Object of(Object raw);

    /**
     * The conversion to a type.
     *
     * @param type not a union
     * @param untyped whether a string may stand for a number or a boolean
     * @return null if values of this type cannot come from such a file
     */
    static @Nullable FieldValue to(Schema type, boolean untyped) {
        String logical =
                type.getLogicalType() == null ? "" : type.getLogicalType().getName();
        return switch (type.getType()) {
            case BOOLEAN -> raw -> raw instanceof Boolean ? raw : text(raw, untyped, Texts::toBoolean);
            case STRING -> raw -> raw instanceof String ? raw : null;
            case ENUM ->
                raw -> raw instanceof String symbol && type.hasEnumSymbol(symbol)
                        ? new GenericData.EnumSymbol(type, symbol)
                        : null;
            case LONG -> toLong(logical, untyped);
            case INT ->
                raw -> {
                    Object day = logical.equals("date") ? epochDay(raw) : null;
                    return day != null ? day : toInt(longOf(raw, untyped));
                };
            case DOUBLE -> raw -> doubleOf(raw, untyped);
            case FLOAT -> raw -> toFloat(doubleOf(raw, untyped));
            case ARRAY -> untyped ? null : toArray(type);
            default -> null;
        };
    }

    private static FieldValue toLong(String logical, boolean untyped) {
        FieldValue number = raw -> longOf(raw, untyped);
        return switch (logical) {
            case "timestamp-millis" -> raw -> epoch(raw, Texts::toInstant, ChronoUnit.MILLIS, number);
            case "timestamp-micros" -> raw -> epoch(raw, Texts::toInstant, ChronoUnit.MICROS, number);
            case "local-timestamp-millis" -> raw -> epoch(raw, FieldValue::localInstant, ChronoUnit.MILLIS, number);
            case "local-timestamp-micros" -> raw -> epoch(raw, FieldValue::localInstant, ChronoUnit.MICROS, number);
            default -> number;
        };
    }

    private static @Nullable Object epoch(
            Object raw, Function<String, @Nullable Instant> parse, ChronoUnit unit, FieldValue otherwise) {
        Instant instant = raw instanceof String string ? parse.apply(string) : null;
        return instant == null ? otherwise.of(raw) : (Object) unit.between(Instant.EPOCH, instant);
    }

    private static @Nullable Instant localInstant(String text) {
        LocalDateTime time = Texts.toLocalDateTime(text);
        return time == null ? null : Texts.atUtc(time);
    }

    private static @Nullable Object epochDay(Object raw) {
        LocalDate date = raw instanceof String string ? Texts.toDate(string) : null;
        return date == null ? null : (Object) Math.toIntExact(date.toEpochDay());
    }

    private static @Nullable FieldValue toArray(Schema type) {
        boolean ofNumbers = switch (type.getElementType().getType()) {
            case INT, LONG, FLOAT, DOUBLE -> true;
            default -> false;
        };
        FieldValue element = ofNumbers ? to(type.getElementType(), false) : null;
        return element == null ? null : raw -> raw instanceof List<?> list ? array(type, list, element) : null;
    }

    private static @Nullable Object array(Schema type, List<?> raw, FieldValue element) {
        GenericData.Array<Object> array = new GenericData.Array<>(raw.size(), type);
        for (Object item : raw) {
            Object value = element.of(item);
            if (value == null) {
                return null;
            }
            array.add(value);
        }
        return array;
    }

    private static @Nullable Long longOf(Object raw, boolean untyped) {
        return raw instanceof Long number ? number : text(raw, untyped, Texts::toLong);
    }

    /** The strings NaN, Infinity and -Infinity are numbers in JSON too, which has no other way to write them. */
    private static @Nullable Double doubleOf(Object raw, boolean untyped) {
        if (raw instanceof Number number) {
            return number.doubleValue();
        }
        Double parsed = text(raw, true, Texts::toDouble);
        return parsed == null || untyped || !Double.isFinite(parsed) ? parsed : null;
    }

    private static @Nullable Integer toInt(@Nullable Long value) {
        return value == null || value != value.intValue() ? null : (Integer) value.intValue();
    }

    private static @Nullable Float toFloat(@Nullable Double value) {
        boolean overflows = value != null && Double.isFinite(value) && Float.isInfinite(value.floatValue());
        return value == null || overflows ? null : (Float) value.floatValue();
    }

    private static <T> @Nullable T text(Object raw, boolean untyped, Function<String, @Nullable T> parse) {
        return untyped && raw instanceof String string ? parse.apply(string) : null;
    }
}
