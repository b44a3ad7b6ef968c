package dev.millrace.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two JSON objects, path by path. Entries of a list that all have a name are compared by name, so
 * that one more feature in the middle is one difference; that the order changed is another.
 */
final class JsonDifference {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String NAME = "name";

    private JsonDifference() {}

    static List<String> between(String was, String now) {
        SortedMap<String, String> before = flattened(was);
        SortedMap<String, String> after = flattened(now);
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<String> differences = new ArrayList<>();
        for (String path : paths) {
            String old = before.getOrDefault(path, "absent");
            String current = after.getOrDefault(path, "absent");
            if (!old.equals(current)) {
                differences.add(path + ": was " + old + ", now " + current);
            }
        }
        return differences;
    }

    private static SortedMap<String, String> flattened(String json) {
        try {
            SortedMap<String, String> leaves = new TreeMap<>();
            flatten(MAPPER.readTree(json), "", leaves);
            return leaves;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected the JSON of a fingerprint, got '" + json + "'", e);
        }
    }

    private static void flatten(JsonNode node, String path, SortedMap<String, String> leaves) {
        if (node.isObject()) {
            String prefix = path.isEmpty() ? "" : path + ".";
            node.properties().forEach(entry -> flatten(entry.getValue(), prefix + entry.getKey(), leaves));
        } else if (isListOfNamed(node)) {
            List<String> order = new ArrayList<>();
            for (JsonNode item : node) {
                String name = item.get(NAME).asText();
                order.add(name);
                flatten(item, path + "[" + name + "]", leaves);
            }
            leaves.put(path, order.toString());
        } else {
            leaves.put(path, node.isNumber() ? node.decimalValue().toPlainString() : node.toString());
        }
    }

    private static boolean isListOfNamed(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return false;
        }
        for (JsonNode item : node) {
            if (!item.path(NAME).isTextual()) {
                return false;
            }
        }
        return true;
    }
}
