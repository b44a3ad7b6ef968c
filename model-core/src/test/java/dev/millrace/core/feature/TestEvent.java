package dev.millrace.core.feature;

import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as a map from field to value: boxed numbers, booleans, strings, arrays of them. Absent is null. */
public final class TestEvent implements EventFields {

    private final List<String> fields;
    private final Map<String, Object> values = new HashMap<>();

    public TestEvent(List<String> fields) {
        this.fields = fields;
    }

    /** Sets a field, or with null removes it; also fields that nobody asks for. */
    public TestEvent with(String field, @Nullable Object value) {
        if (value == null) {
            values.remove(field);
        } else {
            values.put(field, value);
        }
        return this;
    }

    @Override
    public boolean isNull(int field) {
        return value(field) == null;
    }

    @Override
    public double number(int field) throws InvalidEventException {
        return asNumber(value(field));
    }

    @Override
    public void category(int field, Utf8Buffer into) throws InvalidEventException {
        Object value = value(field);
        if (value instanceof Integer || value instanceof Long) {
            into.append(((Number) value).longValue());
        } else if (value instanceof String || value instanceof Boolean) {
            into.append(value.toString());
        } else {
            throw wrong("a category", value);
        }
    }

    @Override
    public int length(int field) throws InvalidEventException {
        return Array.getLength(array(field));
    }

    @Override
    public void integers(int field, long[] into) throws InvalidEventException {
        for (int i = 0; i < length(field); i++) {
            Object element = Array.get(array(field), i);
            if (!(element instanceof Integer || element instanceof Long)) {
                throw wrong("an integer", element);
            }
            into[i] = ((Number) element).longValue();
        }
    }

    @Override
    public void numbers(int field, double[] into) throws InvalidEventException {
        for (int i = 0; i < length(field); i++) {
            into[i] = asNumber(Array.get(array(field), i));
        }
    }

    private Object array(int field) throws InvalidEventException {
        Object value = value(field);
        if (value == null || !value.getClass().isArray()) {
            throw wrong("an array", value);
        }
        return value;
    }

    private @Nullable Object value(int field) {
        return values.get(fields.get(field));
    }

    private static double asNumber(@Nullable Object value) throws InvalidEventException {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        throw wrong("a number", value);
    }

    private static InvalidEventException wrong(String expected, @Nullable Object value) {
        String type = value == null ? "null" : value.getClass().getSimpleName();
        // The part is the caller's to set.
        return new InvalidEventException(InvalidEventException.Part.LABEL, "expected " + expected + ", got " + type);
    }
}
