package dev.millrace.config;

import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.Sgd;
import java.util.List;

/** The optimizers that a config can name. A new one is a new entry here. */
final class Optimizers {

    private static final Range DECAY = Range.atLeastAndBelow(0, 1);

    private static final Algorithm<Sgd> SGD = new Algorithm<>(
            "sgd", Sgd.class, "Stochastic gradient descent: w -= rate * g", List.of(), arguments -> new Sgd());

    private static final Algorithm<LazyAdam> LAZY_ADAM = new Algorithm<>(
            "lazy-adam",
            LazyAdam.class,
            "Adam on the rows that a step touches",
            List.of(
                    Parameter.number("beta1", 0.9, DECAY, "decay of the first moment", LazyAdam::beta1),
                    Parameter.number("beta2", 0.999, DECAY, "decay of the second moment", LazyAdam::beta2),
                    Parameter.number(
                            "epsilon",
                            1e-8,
                            Range.aboveAndAtMost(0, 1),
                            "added to the root of the second moment",
                            LazyAdam::epsilon)),
            arguments ->
                    new LazyAdam(arguments.number("beta1"), arguments.number("beta2"), arguments.number("epsilon")));

    static final Catalog<Optimizer> CATALOG = new Catalog<>("optimizer", List.of(SGD, LAZY_ADAM));

    private Optimizers() {}
}
