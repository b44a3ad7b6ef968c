package dev.millrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON that is the same text for the same values on every JDK: keys sorted, no white space, and every number without an
 * exponent, rounded to as few digits as tell it from its neighbours.
 */
final class CanonicalJson {

    private static final int MAX_DIGITS_OF_DOUBLE = 17;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private CanonicalJson() {}

    /** @param value of sorted maps, lists, strings, booleans, integers and finite doubles */
    static String write(SortedMap<String, Object> value) {
        try {
            return MAPPER.writeValueAsString(canonical(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    private static Object canonical(Object value) {
        if (value instanceof SortedMap<?, ?> map) {
            SortedMap<Object, Object> canonical = new TreeMap<>();
            map.forEach((key, member) -> canonical.put(key, canonical(member)));
            return canonical;
        } else if (value instanceof List<?> list) {
            return list.stream().map(CanonicalJson::canonical).toList();
        } else if (value instanceof Double number) {
            return shortest(number);
        } else if (value instanceof String || value instanceof Boolean) {
            return value;
        } else if (value instanceof Integer || value instanceof Long) {
            return value;
        }
        throw new IllegalArgumentException("expected a value of a config, got " + value.getClass());
    }

    /** Not {@link Double#toString(double)}, whose digits changed in JDK 19. */
    static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MAX_DIGITS_OF_DOUBLE; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MAX_DIGITS_OF_DOUBLE)).stripTrailingZeros();
    }
}
