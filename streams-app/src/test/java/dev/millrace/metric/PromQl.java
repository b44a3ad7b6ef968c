package dev.millrace.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that a PromQL expression names, and the labels that it selects them by.
 * Knows as much of it as that takes.
 */
final class PromQl {

    /**
     * A metric in an expression.
     *
     * @param labels that it is selected by
     */
    record Selector(String metric, Set<String> labels) {}

    private static final Set<String> KEYWORDS = Set.of(
            "and",
            "or",
            "unless",
            "atan2",
            "bool",
            "offset",
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "inf",
            "nan");

    /** Lists of labels, which look like arguments. */
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`");
    /** A name and what stands behind it: the arguments of a function, or the labels of a metric. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w:$.])([a-zA-Z_:][\\w:]*)\\s*(\\(|\\{[^}]*})?");

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");

    private PromQl() {}

    static List<Selector> selectors(String expression) {
        String plain = STRING.matcher(expression).replaceAll("''");
        plain = RANGE.matcher(plain).replaceAll("");
        plain = GROUPING.matcher(plain).replaceAll(" ");
        List<Selector> selectors = new ArrayList<>();
        Matcher name = NAME.matcher(plain);
        while (name.find()) {
            String behind = name.group(2) == null ? "" : name.group(2);
            if (!behind.equals("(") && !KEYWORDS.contains(name.group(1).toLowerCase(Locale.ROOT))) {
                selectors.add(new Selector(name.group(1), labels(behind)));
            }
        }
        return selectors;
    }

    private static Set<String> labels(String braces) {
        Set<String> labels = new TreeSet<>();
        Matcher label = LABEL.matcher(braces);
        while (label.find()) {
            labels.add(label.group(1));
        }
        return labels;
    }
}
