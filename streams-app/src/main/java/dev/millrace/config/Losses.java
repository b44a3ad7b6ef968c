package dev.millrace.config;

import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.AbsoluteLoss;
import dev.millrace.core.loss.FocalLoss;
import dev.millrace.core.loss.HingeLoss;
import dev.millrace.core.loss.HuberLoss;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.PoissonLoss;
import dev.millrace.core.loss.QuantileLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredHingeLoss;
import dev.millrace.core.loss.SquaredLoss;
import java.util.List;
import java.util.Set;

/** The losses that a config can name, and the tasks that each is for. A new one is a new entry here. */
final class Losses {

    /** Strictly between 0 and 1. */
    private static final Range INSIDE = new Range(0, false, 1, false);

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

    private static final Algorithm<AbsoluteLoss> ABSOLUTE = new Algorithm<>(
            "absolute",
            AbsoluteLoss.class,
            "Absolute error, in units of the label; learns the median",
            Set.of(Task.REGRESSION),
            List.of(),
            arguments -> new AbsoluteLoss());

    private static final Algorithm<HuberLoss> HUBER = new Algorithm<>(
            "huber",
            HuberLoss.class,
            "Half the squared error up to delta, linear beyond, so that outliers pull less",
            Set.of(Task.REGRESSION),
            List.of(Parameter.number(
                    "delta", 1, Range.aboveAndAtMost(0, 1e9), "in units of the label", HuberLoss::delta)),
            arguments -> new HuberLoss(arguments.number("delta")));

    private static final Algorithm<QuantileLoss> QUANTILE = new Algorithm<>(
            "quantile",
            QuantileLoss.class,
            "Pinball loss; learns the quantile tau",
            Set.of(Task.REGRESSION),
            List.of(Parameter.required("tau", INSIDE, "the share of labels below", QuantileLoss::tau)),
            arguments -> new QuantileLoss(arguments.number("tau")));

    private static final Algorithm<PoissonLoss> POISSON = new Algorithm<>(
            "poisson",
            PoissonLoss.class,
            "Log loss of a count (label 0 or greater) whose rate is e^score, in nats",
            Set.of(Task.REGRESSION),
            List.of(),
            arguments -> new PoissonLoss());

    private static final Algorithm<HingeLoss> HINGE = new Algorithm<>(
            "hinge",
            HingeLoss.class,
            "Distance to the right side of the margin; predicts 0 or 1, not a probability",
            Set.of(Task.BINARY),
            List.of(),
            arguments -> new HingeLoss());

    private static final Algorithm<SquaredHingeLoss> SQUARED_HINGE = new Algorithm<>(
            "squared-hinge",
            SquaredHingeLoss.class,
            "The hinge squared; the probability of class 1 is (score + 1) / 2",
            Set.of(Task.BINARY),
            List.of(),
            arguments -> new SquaredHingeLoss());

    private static final Algorithm<FocalLoss> FOCAL = new Algorithm<>(
            "focal",
            FocalLoss.class,
            "Log loss that turns away from what is predicted well already, in nats",
            Set.of(Task.BINARY),
            List.of(
                    Parameter.number("gamma", 2, Range.between(0, 10), "how far it turns away", FocalLoss::gamma),
                    Parameter.number(
                            "alpha",
                            0.25,
                            INSIDE,
                            "weight of class 1; that of class 0 is 1 - alpha",
                            FocalLoss::alpha)),
            arguments -> new FocalLoss(arguments.number("gamma"), arguments.number("alpha")));

    static final Catalog<Loss> CATALOG = new Catalog<>(
            "loss",
            List.of(LOGISTIC, HINGE, SQUARED_HINGE, FOCAL, SQUARED, ABSOLUTE, HUBER, QUANTILE, POISSON, SOFTMAX));

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
