package dev.millrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.core.feature.EventFields;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.Utf8Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a recipe asked for, in a JSON object. Read as the fields of an Avro record are: null is a feature
 * that is absent, a field that is not there is an error, other fields are not looked at. One thread.
 *
 * <p>A number is read in double precision. Where the stream's field is a float, give the float's exact value.
 */
final class JsonFields implements EventFields {

    private static final int MOST_NAMES_TOLD = 20;

    private final List<String> names;
    private final List<JsonNode> values;

    /** @throws InvalidEventException if a field is not there */
    JsonFields(JsonNode event, List<String> names) throws InvalidEventException {
        this.names = names;
        this.values = new ArrayList<>(names.size());
        for (String name : names) {
            JsonNode value = event.get(name);
            if (value == null) {
                throw invalid("expected a field '" + name + "' in the event (null if it has no value), found "
                        + namesOf(event));
            }
            values.add(value);
        }
    }

    /** What a value is, in words. */
    static String describe(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "null";
        }
        if (value.isMissingNode()) {
            return "nothing";
        }
        return value.isNumber()
                ? "the number " + value
                : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isNull(int field) {
        return values.get(field).isNull();
    }

    @Override
    public double number(int field) throws InvalidEventException {
        return toDouble(field, "a number", values.get(field));
    }

    @Override
    public void category(int field, Utf8Buffer into) throws InvalidEventException {
        JsonNode value = values.get(field);
        if (value.isTextual() || value.isBoolean()) {
            into.append(value.asText());
        } else if (isLong(value)) {
            into.append(value.longValue());
        } else {
            throw wrongType(field, "a string, boolean or 64-bit integer", value);
        }
    }

    @Override
    public int length(int field) throws InvalidEventException {
        return list(field).size();
    }

    @Override
    public void integers(int field, long[] into) throws InvalidEventException {
        int i = 0;
        for (JsonNode element : list(field)) {
            if (!isLong(element)) {
                throw wrongType(field, "an array of integers", element);
            }
            into[i++] = element.longValue();
        }
    }

    @Override
    public void numbers(int field, double[] into) throws InvalidEventException {
        int i = 0;
        for (JsonNode element : list(field)) {
            into[i++] = toDouble(field, "an array of numbers", element);
        }
    }

    private JsonNode list(int field) throws InvalidEventException {
        JsonNode value = values.get(field);
        if (value.isArray()) {
            return value;
        }
        throw wrongType(field, "an array", value);
    }

    private double toDouble(int field, String expected, JsonNode value) throws InvalidEventException {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        throw wrongType(field, expected, value);
    }

    private static boolean isLong(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    private InvalidEventException wrongType(int field, String expected, @Nullable JsonNode found) {
        return invalid("expected field '" + names.get(field) + "' to be " + expected + ", found " + describe(found));
    }

    private static String namesOf(JsonNode event) {
        List<String> found = new ArrayList<>();
        event.fieldNames().forEachRemaining(found::add);
        if (found.size() > MOST_NAMES_TOLD) {
            return found.subList(0, MOST_NAMES_TOLD) + " and " + (found.size() - MOST_NAMES_TOLD) + " more";
        }
        return found.toString();
    }

    private static InvalidEventException invalid(String reason) {
        return new InvalidEventException(InvalidEventException.Part.FEATURES, reason);
    }
}
