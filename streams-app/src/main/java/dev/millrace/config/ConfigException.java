package dev.millrace.config;

import java.util.List;

/** A config that cannot be used. Its message lists every problem on a line of its own, in the order of the file. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final List<String> problems;

    /** @param problems at least one */
    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem as {@code file:line: key path: what was expected; what was found}; at least one. */
    public List<String> problems() {
        return problems;
    }
}
