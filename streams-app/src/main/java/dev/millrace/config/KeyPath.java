package dev.millrace.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a config: {@code rate}, {@code optimizer.beta1}, {@code features[0].transform}.
 *
 * @param segments keys as strings, places in lists as integers from 0; at least one
 */
public record KeyPath(List<Object> segments) {

    private static final Pattern SEGMENT = Pattern.compile("([A-Za-z0-9_-]+)((?:\\[\\d{1,6}])*)");

    private static final Pattern INDEX = Pattern.compile("\\d+");

    public KeyPath {
        segments = List.copyOf(segments);
    }

    /** Null if the text is no path. */
    public static @Nullable KeyPath parse(String text) {
        List<Object> segments = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            Matcher matcher = SEGMENT.matcher(part);
            if (!matcher.matches()) {
                return null;
            }
            segments.add(matcher.group(1));
            INDEX.matcher(matcher.group(2)).results().forEach(index -> segments.add(Integer.valueOf(index.group())));
        }
        return new KeyPath(segments);
    }

    /** A path of these segments. */
    public static KeyPath of(Object... segments) {
        return new KeyPath(List.of(segments));
    }

    /** The first key. */
    public String first() {
        return segments.get(0).toString();
    }

    /** The path of a value that is told by its path from this one's value. */
    public KeyPath plus(KeyPath inner) {
        List<Object> all = new ArrayList<>(segments);
        all.addAll(inner.segments);
        return new KeyPath(Collections.unmodifiableList(all));
    }

    /** The first so many segments. */
    public KeyPath prefix(int length) {
        return new KeyPath(segments.subList(0, length));
    }

    /** As a config's problems write it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object segment : segments) {
            if (segment instanceof Integer) {
                text.append('[').append(segment).append(']');
            } else {
                text.append(text.length() == 0 ? "" : ".").append(segment);
            }
        }
        return text.toString();
    }
}
