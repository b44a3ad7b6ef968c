package dev.millrace.query;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.learn.Task;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of a config are called. A label that is a threshold has two, such as {@code delay <= 15} and
 * {@code delay > 15}; classes without names are called by their index.
 *
 * @param all in the order of their indices; null for regression
 * @param ofWeights the class that each weight of a row speaks for; null for regression
 */
record ClassNames(@Nullable List<String> all, @Nullable List<String> ofWeights) {

    static ClassNames of(MillraceConfig config) {
        if (config.task() == Task.REGRESSION) {
            return new ClassNames(null, null);
        }
        List<String> all = names(config);
        return new ClassNames(all, config.task() == Task.BINARY ? all.subList(1, 2) : all);
    }

    private static List<String> names(MillraceConfig config) {
        if (config.label() instanceof LabelSpec.Classes classes) {
            return classes.classes();
        }
        if (config.label() instanceof LabelSpec.Above above) {
            String threshold =
                    BigDecimal.valueOf(above.threshold()).stripTrailingZeros().toPlainString();
            return List.of(above.field() + " <= " + threshold, above.field() + " > " + threshold);
        }
        int count = config.task() == Task.BINARY ? 2 : config.outputs();
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
