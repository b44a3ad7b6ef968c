package dev.millrace.ingest.file;

import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The types that are inferred. */
enum ValueType {
    BOOLEAN("a boolean"),
    LONG("an integer"),
    DOUBLE("a number"),
    LOCAL_TIME("a date and time"),
    INSTANT("a date and time with an offset"),
    STRING("a string"),
    EMPTY_ARRAY("an array"),
    LONG_ARRAY("an array of integers"),
    DOUBLE_ARRAY("an array of numbers");

    /** For messages, with its article. */
    final String text;

    ValueType(String text) {
        this.text = text;
    }

    /**
     * The narrowest type of one value.
     *
     * @param untyped whether a string may stand for a number or a boolean; for a date it always may
     */
    static ValueType of(Object raw, boolean untyped) {
        if (raw instanceof String string) {
            return ofText(string, untyped);
        }
        if (raw instanceof List<?> list) {
            return list.isEmpty()
                    ? EMPTY_ARRAY
                    : list.stream().allMatch(Long.class::isInstance) ? LONG_ARRAY : DOUBLE_ARRAY;
        }
        return raw instanceof Boolean ? BOOLEAN : raw instanceof Long ? LONG : DOUBLE;
    }

    private static ValueType ofText(String text, boolean untyped) {
        if (untyped && Texts.toLong(text) != null) {
            return LONG;
        }
        if (untyped && Texts.toDouble(text) != null) {
            return DOUBLE;
        }
        if (untyped && Texts.toBoolean(text) != null) {
            return BOOLEAN;
        }
        if (Texts.toLocalDateTime(text) != null) {
            return LOCAL_TIME;
        }
        return Texts.toInstant(text) != null ? INSTANT : STRING;
    }

    /**
     * The narrowest type that holds the values of both.
     *
     * @param untyped whether everything is text, so that a string holds any two types
     * @return null if there is none
     */
    @Nullable
    ValueType join(@Nullable ValueType other, boolean untyped) {
        if (other == null || other == this) {
            return this;
        }
        if (isArray() && other.isArray()) {
            return this == EMPTY_ARRAY ? other : other == EMPTY_ARRAY ? this : DOUBLE_ARRAY;
        }
        if (isNumber() && other.isNumber()) {
            return DOUBLE;
        }
        return untyped || (isText() && other.isText()) ? STRING : null;
    }

    private boolean isArray() {
        return this == EMPTY_ARRAY || this == LONG_ARRAY || this == DOUBLE_ARRAY;
    }

    private boolean isNumber() {
        return this == LONG || this == DOUBLE;
    }

    private boolean isText() {
        return this == STRING || this == LOCAL_TIME || this == INSTANT;
    }

    Schema schema() {
        return switch (this) {
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case LONG -> Schema.create(Schema.Type.LONG);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case STRING -> Schema.create(Schema.Type.STRING);
            case LOCAL_TIME -> LogicalTypes.localTimestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
            case INSTANT -> LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
            case LONG_ARRAY -> Schema.createArray(Schema.create(Schema.Type.LONG));
            case DOUBLE_ARRAY, EMPTY_ARRAY -> Schema.createArray(Schema.create(Schema.Type.DOUBLE));
        };
    }
}
