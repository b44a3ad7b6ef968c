package dev.millrace.config;

import java.util.Map;

/** The checked values of an algorithm's parameters, by name; what {@link Algorithm#create()} is given. */
record Arguments(Map<String, Object> values) {

    Arguments {
        values = Map.copyOf(values);
    }

    double number(String name) {
        return get(name, Double.class);
    }

    int integer(String name) {
        return get(name, Integer.class);
    }

    long count(String name) {
        return get(name, Long.class);
    }

    boolean flag(String name) {
        return get(name, Boolean.class);
    }

    String word(String name) {
        return get(name, String.class);
    }

    /** @param type of the link, or of a value that is neither number nor integer */
    <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no parameter '" + name + "' among " + values.keySet());
        }
        return type.cast(value);
    }
}
