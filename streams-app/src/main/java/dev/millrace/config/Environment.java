package dev.millrace.config;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables into values: <code>${NAME}</code> and <code>${NAME:-default}</code>, the default also for an empty
 * variable. A doubled dollar sign stands for itself: <code>$${NAME}</code> is the text <code>${NAME}</code>. What
 * Kafka's own config providers resolve, <code>${provider:path:key}</code>, is left to them.
 */
final class Environment {

    private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)(}?)");

    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", Pattern.DOTALL);

    private static final Pattern PROVIDER = Pattern.compile("[A-Za-z0-9_.-]+:[^-].*", Pattern.DOTALL);

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /**
     * @param secret whether what is written must not be shown
     * @throws IllegalArgumentException if a variable is not set and has no default, or a reference is none
     */
    String substitute(String text, boolean secret) {
        return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match, secret)));
    }

    private String value(MatchResult match, boolean secret) {
        String reference = match.group();
        if (reference.startsWith("$$")) {
            return reference.substring(1);
        }
        boolean closed = !match.group(2).isEmpty();
        if (closed && PROVIDER.matcher(match.group(1)).matches()) {
            return reference;
        }
        Matcher variable = VARIABLE.matcher(match.group(1));
        if (!closed || !variable.matches()) {
            throw new IllegalArgumentException("expected ${NAME} or ${NAME:-default}; found "
                    + (secret ? "something else in a secret" : "'" + reference + "'")
                    + " (write $${ if it should stand for itself)");
        }
        String name = variable.group(1);
        String value = variables.get(name);
        String byDefault = variable.group(3);
        if (byDefault != null) {
            return value == null || value.isEmpty() ? byDefault : value;
        }
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + name
                    + " is not set; set it, or give a default: ${" + name + ":-default}");
        }
        return value;
    }
}
