package dev.millrace.config;

import dev.millrace.core.learn.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All algorithms of one sort, in the order of the documentation. From this table the config is read and checked, and
 * written back for the fingerprint.
 *
 * <p>A value is written {@code {type: name, parameter: value, ...}}, or as the bare name if the defaults will do. The type
 * may be left out where a required parameter belongs to one algorithm only, {@code batch: {every: 1m}}, and where there is
 * but one.
 *
 * @param <T> what the algorithms of the catalog are
 */
final class Catalog<T> {

    private static final String TYPE = "type";

    private final String noun;
    private final Map<String, Algorithm<? extends T>> algorithms = new LinkedHashMap<>();
    private final ScalarType<Bare<T>> bare;

    /** What a single word or number stands for: an algorithm, and the parameters that it settles. */
    private record Bare<T>(Algorithm<? extends T> algorithm, Map<String, Object> settled) {}

    /** @param noun what an algorithm of this catalog is called, such as "optimizer" */
    Catalog(String noun, List<Algorithm<? extends T>> algorithms) {
        this(noun, algorithms, null, null);
    }

    /**
     * A catalog in which a bare number stands for a parameter of an algorithm.
     *
     * @param number the algorithm
     * @param parameter its only required parameter
     */
    <A extends T> Catalog(
            String noun,
            List<Algorithm<? extends T>> algorithms,
            @Nullable Algorithm<A> number,
            Parameter.@Nullable Scalar<A, ?> parameter) {
        this.noun = noun;
        algorithms.forEach(algorithm -> this.algorithms.put(algorithm.name(), algorithm));
        String names = String.join(", ", this.algorithms.keySet());
        List<String> words = List.copyOf(this.algorithms.keySet());
        if (number == null || parameter == null) {
            bare = new ScalarType<>("one of " + names, words, this::named);
        } else {
            String expected = parameter.type().expected() + ", or one of " + names;
            bare = new ScalarType<>(expected, words, text -> {
                Object value = parameter.type().parse().apply(text);
                return value == null ? named(text) : new Bare<>(number, Map.of(parameter.name(), value));
            });
        }
    }

    private @Nullable Bare<T> named(String name) {
        Algorithm<? extends T> algorithm = algorithms.get(name);
        return algorithm == null ? null : new Bare<>(algorithm, Map.of());
    }

    List<Algorithm<? extends T>> algorithms() {
        return List.copyOf(algorithms.values());
    }

    /** What may be written, in words. */
    String expected() {
        return bare.expected();
    }

    /**
     * Reads a value, or reports why it cannot be read and gives null.
     *
     * @param task that the algorithm must fit; null if that is not known
     */
    @Nullable
    T read(ConfigNode node, @Nullable Task task) {
        if (!node.isMapping()) {
            Bare<T> word = node.read(bare);
            if (word == null || !fits(word.algorithm(), task, node)) {
                return null;
            }
            return build(word.algorithm(), node.emptySection(), word.settled(), task);
        }
        Section section = node.section();
        Algorithm<? extends T> implied = section == null || section.has(TYPE) ? null : implied(section);
        if (section != null && implied != null) {
            section.optional(TYPE);
            return fits(implied, task, node) ? build(implied, section, Map.of(), task) : null;
        }
        ConfigNode type = section == null ? null : section.required(TYPE, names().expected());
        Algorithm<? extends T> algorithm = type == null ? null : type.read(names());
        if (section == null || type == null || algorithm == null || !fits(algorithm, task, type)) {
            return null;
        }
        return build(algorithm, section, Map.of(), task);
    }

    /** The only algorithm that has one of the keys as a required parameter; null if there is none, or several. */
    private @Nullable Algorithm<? extends T> implied(Section section) {
        if (algorithms.size() == 1) {
            return algorithms.values().iterator().next();
        }
        List<Algorithm<? extends T>> candidates = new ArrayList<>();
        for (Algorithm<? extends T> algorithm : algorithms.values()) {
            if (algorithm.parameters().stream().anyMatch(p -> isRequired(p) && section.has(p.name()))) {
                candidates.add(algorithm);
            }
        }
        return candidates.size() == 1 ? candidates.get(0) : null;
    }

    private static boolean isRequired(Parameter<?> parameter) {
        return !(parameter instanceof Parameter.Scalar<?, ?> scalar) || scalar.preset() == null;
    }

    private ScalarType<Algorithm<? extends T>> names() {
        return ScalarType.choice(algorithms, List.copyOf(algorithms.keySet()));
    }

    private boolean fits(Algorithm<? extends T> algorithm, @Nullable Task task, ConfigNode node) {
        if (task == null || algorithm.tasks().contains(task)) {
            return true;
        }
        List<String> fitting = algorithms.values().stream()
                .filter(other -> other.tasks().contains(task))
                .map(Algorithm::name)
                .toList();
        node.problem("expected a " + noun + " for task " + task.name().toLowerCase(Locale.ROOT) + " ("
                + String.join(", ", fitting) + "); found '" + algorithm.name() + "'");
        return false;
    }

    private <A extends T> @Nullable T build(
            Algorithm<A> algorithm, Section section, Map<String, Object> settled, @Nullable Task task) {
        Map<String, Object> values = new HashMap<>(settled);
        for (Parameter<A> parameter : algorithm.parameters()) {
            if (!settled.containsKey(parameter.name())) {
                Object value = value(parameter, section, task);
                if (value != null) {
                    values.put(parameter.name(), value);
                }
            }
        }
        section.finish();
        return values.size() < algorithm.parameters().size()
                ? null
                : section.build(() -> algorithm.create().apply(new Arguments(values)));
    }

    private static <A> @Nullable Object value(Parameter<A> parameter, Section section, @Nullable Task task) {
        if (parameter instanceof Parameter.Scalar<A, ?> scalar) {
            return scalar.read(section);
        }
        Catalog<?> linked = ((Parameter.Link<A>) parameter).catalog().get();
        ConfigNode node = section.required(parameter.name(), linked.expected());
        return node == null ? null : linked.read(node, task);
    }

    /** A value as it would be written with all its defaults: sorted by key, nested maps for links. */
    SortedMap<String, Object> describe(Object value) {
        for (Algorithm<? extends T> algorithm : algorithms.values()) {
            if (algorithm.type().isInstance(value)) {
                return describe(algorithm, value);
            }
        }
        throw new IllegalArgumentException(
                "expected a " + noun + " of the catalog " + algorithms.keySet() + ", got " + value);
    }

    private static <A> SortedMap<String, Object> describe(Algorithm<A> algorithm, Object value) {
        A typed = algorithm.type().cast(value);
        SortedMap<String, Object> description = new TreeMap<>();
        description.put(TYPE, algorithm.name());
        for (Parameter<A> parameter : algorithm.parameters()) {
            Object argument = parameter.of().apply(typed);
            description.put(
                    parameter.name(),
                    parameter instanceof Parameter.Link<A> link
                            ? link.catalog().get().describe(argument)
                            : argument);
        }
        return description;
    }
}
