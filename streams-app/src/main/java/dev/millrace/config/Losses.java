package dev.millrace.config;

import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import java.util.List;
import java.util.Set;

/** The losses that a config can name, and the tasks that each is for. A new one is a new entry here. */
final class Losses {

    private static final Algorithm<LogisticLoss> LOGISTIC = new Algorithm<>(
            "logistic",
            LogisticLoss.class,
            "Log loss of the probability of class 1, in nats",
            Set.of(Task.BINARY),
            List.of(),
            arguments -> new LogisticLoss());

    private static final Algorithm<SquaredLoss> SQUARED = new Algorithm<>(
            "squared",
            SquaredLoss.class,
            "Squared error, in squared units of the label",
            Set.of(Task.REGRESSION),
            List.of(),
            arguments -> new SquaredLoss());

    private static final Algorithm<SoftmaxLoss> SOFTMAX = new Algorithm<>(
            "softmax",
            SoftmaxLoss.class,
            "Cross-entropy over the classes, in nats",
            Set.of(Task.MULTICLASS),
            List.of(),
            arguments -> new SoftmaxLoss());

    static final Catalog<Loss> CATALOG = new Catalog<>("loss", List.of(LOGISTIC, SQUARED, SOFTMAX));

    private Losses() {}

    /** The loss of a learner that names none. */
    static Loss defaultFor(Task task) {
        return switch (task) {
            case BINARY -> new LogisticLoss();
            case REGRESSION -> new SquaredLoss();
            case MULTICLASS -> new SoftmaxLoss();
        };
    }
}
