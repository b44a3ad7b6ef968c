package dev.millrace.selfcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name with numbers, as golden files write schedules and losses: {@code step(17,0.4)}, {@code cosine(T_max=60,
 * eta_min=0)}, {@code huber, delta=1.0}. Numbers may be named, and have the order of the format. Immutable.
 *
 * @param name the first word
 * @param whole as it stands in the file
 */
record Call(String name, List<Double> numbers, String whole) {

    private static final Pattern NAME = Pattern.compile("^[a-z_]+[a-z]");
    private static final Pattern NUMBER =
            Pattern.compile("(?:[A-Za-z_]\\w*\\s*=\\s*|[(,]\\s*)(-?\\d[\\d.eE+-]*)(?=\\s*[),]|$)");

    static Call parse(String whole) {
        Matcher name = NAME.matcher(whole);
        if (!name.find()) {
            throw new IllegalArgumentException("expected a name in lower case");
        }
        List<Double> numbers = new ArrayList<>();
        // "in {0,1}" tells the labels.
        Matcher number = NUMBER.matcher(whole.substring(name.end()).replaceAll("\\{.*?\\}", ""));
        while (number.find()) {
            numbers.add(Double.valueOf(number.group(1)));
        }
        return new Call(name.group(), List.copyOf(numbers), whole);
    }

    double number(int index) {
        if (index >= numbers.size()) {
            throw new IllegalArgumentException("expected " + (index + 1) + " numbers or more, found " + numbers.size());
        }
        return numbers.get(index);
    }

    double number(int index, double preset) {
        return index < numbers.size() ? numbers.get(index) : preset;
    }

    long count(int index) {
        double number = number(index);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException("expected a whole number, found " + number);
        }
        return (long) number;
    }
}
