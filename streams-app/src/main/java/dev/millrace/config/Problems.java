package dev.millrace.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one file, so that all of it is told at once. */
final class Problems {

    private record Problem(int line, String text) {}

    private final String source;
    private final Set<Problem> found = new LinkedHashSet<>();

    /** @param source name of the file, as its user wrote it */
    Problems(String source) {
        this.source = source;
    }

    /**
     * @param line counted from 1
     * @param path key path, such as {@code learners[0].optimizer.type}; empty for the file as a whole
     */
    void add(int line, String path, String message) {
        found.add(new Problem(line, path.isEmpty() ? message : path + ": " + message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All problems in the order of the file, without the file and the line. */
    ConfigException withoutPlaces() {
        return new ConfigException(sorted().stream().map(Problem::text).toList());
    }

    /** All problems in the order of the file. */
    ConfigException exception() {
        return new ConfigException(sorted().stream()
                .map(problem -> source + ":" + problem.line() + ": " + problem.text())
                .toList());
    }

    private List<Problem> sorted() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line));
        return sorted;
    }
}
