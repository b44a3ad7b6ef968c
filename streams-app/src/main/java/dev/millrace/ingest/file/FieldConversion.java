package dev.millrace.ingest.file;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** How one field of the schema gets its value from a row. */
final class FieldConversion {

    private static final int MISSING = -1;

    private final Schema.Field field;
    private final boolean nullable;
    private final Schema type;
    private final FieldValue value;
    private final int position;
    private final @Nullable Object absent;

    private FieldConversion(Schema.Field field, Schema type, FieldValue value, int position) {
        this.field = field;
        this.nullable = field.schema().isNullable();
        this.type = type;
        this.value = value;
        this.position = position;
        this.absent = absentValue(field);
    }

    /**
     * @param fields names by position in a row
     * @param untyped whether a string may stand for a number or a boolean
     * @throws IllegalArgumentException if the file cannot have values of the field's type
     */
    static FieldConversion of(Schema.Field field, List<String> fields, boolean untyped) {
        Schema type = nonNull(field.schema());
        FieldValue value = type.getType() == Schema.Type.UNION ? null : FieldValue.to(type, untyped);
        if (value == null) {
            throw new IllegalArgumentException("field '" + field.name() + "' has the type " + describe(field.schema())
                    + "; such a file can have booleans, integers, numbers, strings, enums, dates and times, each with"
                    + " or without null" + (untyped ? "" : ", and arrays of numbers"));
        }
        FieldConversion conversion = new FieldConversion(field, type, value, fields.indexOf(field.name()));
        if (conversion.position == MISSING && !conversion.nullable && conversion.absent == null) {
            throw new IllegalArgumentException("field '" + field.name()
                    + "' of the schema is not in the file, which has " + String.join(", ", fields)
                    + "; make it nullable, give it a default, or --rename a column to it");
        }
        return conversion;
    }

    /** What stands for an empty cell in a field that cannot be null; null if nothing does. */
    private static @Nullable Object absentValue(Schema.Field field) {
        boolean hasDefault = !field.schema().isNullable() && field.hasDefaultValue();
        return hasDefault ? GenericData.get().getDefaultValue(field) : null;
    }

    private static Schema nonNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION || schema.getTypes().size() != 2 || !schema.isNullable()) {
            return schema;
        }
        List<Schema> types = schema.getTypes();
        return types.get(0).getType() == Schema.Type.NULL ? types.get(1) : types.get(0);
    }

    /**
     * Puts the row's value into the record.
     *
     * @return null if it fits, else what was expected and what came
     */
    @Nullable
    String put(Row row, GenericData.Record record) {
        Object raw = position == MISSING ? null : row.value(position);
        Object converted = raw == null ? absent : value.of(raw);
        if (converted == null && (raw != null || !nullable)) {
            return "'" + field.name() + "': expected " + describe(type) + ", found "
                    + (raw == null ? "no value" : JsonRows.abbreviated(raw.toString()));
        }
        record.put(field.pos(), converted);
        return null;
    }

    private static String describe(Schema type) {
        if (type.getLogicalType() != null) {
            String example = switch (type.getLogicalType().getName()) {
                case "local-timestamp-millis", "local-timestamp-micros" -> " such as 2001-01-31T23:59";
                case "timestamp-millis", "timestamp-micros" -> " such as 2001-01-31T23:59:00Z";
                case "date" -> " such as 2001-01-31";
                default -> "";
            };
            return type.getLogicalType().getName() + example;
        }
        return switch (type.getType()) {
            case ENUM -> "one of " + String.join(", ", type.getEnumSymbols());
            case ARRAY -> "array of " + describe(type.getElementType());
            case UNION ->
                type.getTypes().stream().map(FieldConversion::describe).toList().toString();
            default -> type.getType().getName();
        };
    }
}
