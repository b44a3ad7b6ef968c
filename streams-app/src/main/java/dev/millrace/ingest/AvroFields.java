package dev.millrace.ingest;

import dev.millrace.core.feature.EventFields;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.Utf8Buffer;
import dev.millrace.schemas.serde.IntegerArray;
import dev.millrace.schemas.serde.RealArray;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a recipe or a label asked for, in an Avro record of any schema. Where they stand is looked up once per
 * schema. One thread.
 */
final class AvroFields implements EventFields {

    private final List<String> names;
    private final InvalidEventException.Part part;
    private final int[] positions;
    private final @Nullable Object[] values;
    private @Nullable Schema schema;

    AvroFields(List<String> names, InvalidEventException.Part part) {
        this.names = names;
        this.part = part;
        this.positions = new int[names.size()];
        this.values = new Object[names.size()];
    }

    /** Looks at another record. */
    @SuppressWarnings("ReferenceEquality") // Deserializers hand out one schema object per id; equals() walks it all.
    void set(IndexedRecord event) throws InvalidEventException {
        if (event.getSchema() != schema) {
            bind(event.getSchema());
        }
        for (int i = 0; i < positions.length; i++) {
            values[i] = event.get(positions[i]);
        }
    }

    @Override
    public boolean isNull(int field) {
        return values[field] == null;
    }

    @Override
    public double number(int field) throws InvalidEventException {
        return toDouble(field, values[field]);
    }

    @Override
    public void category(int field, Utf8Buffer into) throws InvalidEventException {
        Object value = values[field];
        if (value instanceof Utf8 text) {
            into.append(text.getBytes(), 0, text.getByteLength());
        } else if (value instanceof CharSequence text) {
            into.append(text);
        } else if (value instanceof Integer || value instanceof Long) {
            into.append(((Number) value).longValue());
        } else if (value instanceof GenericEnumSymbol || value instanceof Enum || value instanceof Boolean) {
            into.append(value.toString());
        } else {
            throw wrongType(field, "a string, enum, boolean or integer", value);
        }
    }

    @Override
    public int length(int field) throws InvalidEventException {
        return list(field).size();
    }

    @Override
    public void integers(int field, long[] into) throws InvalidEventException {
        List<?> list = list(field);
        if (list instanceof IntegerArray integers) {
            integers.copyTo(into);
            return;
        }
        int length = list.size();
        for (int i = 0; i < length; i++) {
            Object element = list.get(i);
            if (element instanceof Integer number) {
                into[i] = number;
            } else if (element instanceof Long number) {
                into[i] = number;
            } else {
                throw wrongType(field, "an array of integers", element);
            }
        }
    }

    @Override
    public void numbers(int field, double[] into) throws InvalidEventException {
        List<?> list = list(field);
        if (list instanceof RealArray numbers) {
            numbers.copyTo(into);
            return;
        }
        int length = list.size();
        for (int i = 0; i < length; i++) {
            into[i] = toDouble(field, list.get(i));
        }
    }

    private List<?> list(int field) throws InvalidEventException {
        if (values[field] instanceof List<?> list) {
            return list;
        }
        throw wrongType(field, "an array", values[field]);
    }

    private double toDouble(int field, @Nullable Object value) throws InvalidEventException {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        throw wrongType(field, "a number", value);
    }

    private void bind(Schema next) throws InvalidEventException {
        schema = null;
        for (int i = 0; i < positions.length; i++) {
            Schema.Field field = SchemaFields.find(next, names.get(i));
            if (field == null) {
                throw new InvalidEventException(
                        part,
                        "expected a field '" + names.get(i) + "' in events of schema "
                                + next.getFullName() + ", which has "
                                + next.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList());
            }
            positions[i] = field.pos();
        }
        Arrays.fill(values, null);
        schema = next;
    }

    /** For messages: the same whether the array is one of Avro's or of a record that is used again. */
    static String typeName(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return value instanceof List ? "Array" : value.getClass().getSimpleName();
    }

    private InvalidEventException wrongType(int field, String expected, @Nullable Object value) {
        return new InvalidEventException(
                part, "expected field '" + names.get(field) + "' to be " + expected + ", got " + typeName(value));
    }
}
