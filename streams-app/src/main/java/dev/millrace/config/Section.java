package dev.millrace.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the file, read key by key. It notes which keys were asked for, so that {@link #finish} knows the others
 * to be unknown.
 */
public final class Section {

    private final String path;
    private final int line;
    private final Map<String, ConfigNode> entries;
    private final Problems problems;
    private final List<String> allowed = new ArrayList<>();

    Section(String path, int line, Map<String, ConfigNode> entries, Problems problems) {
        this.path = path;
        this.line = line;
        this.entries = entries;
        this.problems = problems;
    }

    /** A problem of the section as a whole. */
    public void problem(String message) {
        problems.add(line, path, message);
    }

    /** A problem of one key, whether it is there or not. */
    void problemAt(String key, String message) {
        ConfigNode value = entries.get(key);
        problems.add(value == null ? line : value.line(), pathOf(key), message);
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /**
     * The keys that are there, in words.
     *
     * @param expected one of which may have been meant
     */
    String keysInWords(List<String> expected) {
        if (entries.isEmpty()) {
            return "no key";
        }
        String nearest = entries.keySet().stream()
                .map(key -> Spelling.nearest(key, expected))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return String.join(", ", entries.keySet()) + (nearest == null ? "" : " (did you mean '" + nearest + "'?)");
    }

    /** The value of a key, or null if the key is not there. */
    public @Nullable ConfigNode optional(String key) {
        allowed.add(key);
        return entries.get(key);
    }

    /**
     * The value of a key; null, and a problem, if the key is not there.
     *
     * @param expected what the value should be, in words
     */
    public @Nullable ConfigNode required(String key, String expected) {
        ConfigNode value = optional(key);
        if (value == null) {
            problems.add(line, pathOf(key), "required but missing; expected " + expected);
        }
        return value;
    }

    /** A single value; null if it is missing or wrong, which is reported. */
    public <T> @Nullable T required(String key, ScalarType<T> type) {
        ConfigNode value = required(key, type.expected());
        return value == null ? null : value.read(type);
    }

    /** A single value, or null if the key is not there or the value is wrong. */
    public <T> @Nullable T optional(String key, ScalarType<T> type) {
        ConfigNode value = optional(key);
        return value == null ? null : value.read(type);
    }

    /** A single value, or the fallback if the key is not there; also if the value is wrong, which is reported. */
    public <T> T optional(String key, ScalarType<T> type, T fallback) {
        T value = optional(key, type);
        return value == null ? fallback : value;
    }

    /** A mapping that must be there; null if it is not, which is reported. */
    @Nullable
    Section requiredSection(String key) {
        ConfigNode value = required(key, "a mapping (key: value)");
        return value == null ? null : value.section();
    }

    /** A mapping; an empty one if the key is not there. */
    Section optionalSection(String key) {
        ConfigNode value = optional(key);
        Section section = value == null ? null : value.section();
        return section == null ? new Section(pathOf(key), line, Map.of(), problems) : section;
    }

    /** Every key with its value, in the order of the file, for sections whose keys are not known beforehand. */
    public Map<String, ConfigNode> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Every key with its value as text, for settings that are passed through. */
    SortedMap<String, String> settings() {
        SortedMap<String, String> settings = new TreeMap<>();
        entries.forEach((key, value) -> {
            String text = value.read(ScalarType.TEXT);
            if (text != null) {
                settings.put(key, text);
            }
        });
        return settings;
    }

    /** Reports every key that nobody asked for. */
    public void finish() {
        entries.forEach((key, value) -> {
            if (!allowed.contains(key)) {
                String nearest = Spelling.nearest(key, allowed);
                value.problem("unknown key; allowed here: " + String.join(", ", allowed)
                        + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
            }
        });
    }

    /** Builds what the section describes; a refusal by its constructor is a problem of the section. */
    <T> @Nullable T build(Supplier<T> builder) {
        try {
            return builder.get();
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
