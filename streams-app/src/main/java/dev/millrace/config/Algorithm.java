package dev.millrace.config;

import dev.millrace.core.learn.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One entry of a {@link Catalog}: an optimizer, a schedule or a loss as a config names it.
 *
 * @param name value of the key {@code type}
 * @param type the record that holds its hyperparameters
 * @param summary what it is; a phrase without a full stop
 * @param tasks that it fits
 * @param parameters in the order of the documentation
 * @param create builds the record from checked values
 */
record Algorithm<A>(
        String name,
        Class<A> type,
        String summary,
        Set<Task> tasks,
        List<Parameter<A>> parameters,
        Function<Arguments, A> create) {

    /** An algorithm that fits every task. */
    Algorithm(
            String name, Class<A> type, String summary, List<Parameter<A>> parameters, Function<Arguments, A> create) {
        this(name, type, summary, EnumSet.allOf(Task.class), parameters, create);
    }

    Algorithm {
        tasks = Set.copyOf(tasks);
        parameters = List.copyOf(parameters);
    }
}
