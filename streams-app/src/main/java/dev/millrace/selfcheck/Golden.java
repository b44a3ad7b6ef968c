package dev.millrace.selfcheck;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads a JSON value that must have a certain form, or says what is wrong with it. Immutable. */
record Golden(JsonNode node, String path) {

    /** The whole file. */
    static Golden root(JsonNode node) {
        if (!node.isObject()) {
            throw new GoldenFileException(
                    "expected an object, found " + (node.isMissingNode() ? "nothing" : node.getNodeType()));
        }
        return new Golden(node, "");
    }

    /** The value under a key, which must be there. */
    Golden get(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new GoldenFileException(
                    (path.isEmpty() ? "" : path + ": ") + "expected the key '" + key + "', found " + found());
        }
        return new Golden(value, path.isEmpty() ? key : path + "." + key);
    }

    Golden get(int index) {
        JsonNode value = node.get(index);
        if (value == null) {
            throw new GoldenFileException(path + ": expected an element " + index + ", found " + node.size());
        }
        return new Golden(value, path + "[" + index + "]");
    }

    boolean has(String key) {
        return node.has(key);
    }

    int size() {
        return node.size();
    }

    /** Of an object, in the order of the file. */
    Iterable<String> keys() {
        if (!node.isObject()) {
            throw new GoldenFileException(path + ": expected an object, found " + found());
        }
        return () -> node.fieldNames();
    }

    double number() {
        if (!node.isNumber()) {
            throw new GoldenFileException(path + ": expected a number, found " + found());
        }
        return node.doubleValue();
    }

    boolean flag() {
        if (!node.isBoolean()) {
            throw new GoldenFileException(path + ": expected true or false, found " + found());
        }
        return node.booleanValue();
    }

    int integer() {
        if (!node.isInt()) {
            throw new GoldenFileException(path + ": expected a whole number, found " + found());
        }
        return node.intValue();
    }

    double[] numbers() {
        if (!node.isArray()) {
            throw new GoldenFileException(path + ": expected a list of numbers, found " + found());
        }
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = get(i).number();
        }
        return numbers;
    }

    /** A list of as many numbers. */
    double[] numbers(int count) {
        double[] numbers = numbers();
        if (numbers.length != count) {
            throw new GoldenFileException(path + ": expected " + count + " numbers, found " + numbers.length);
        }
        return numbers;
    }

    private String found() {
        String text = node.toString();
        return text.length() <= 40 ? text : text.substring(0, 37) + "...";
    }
}
