package dev.millrace.core.learn;

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
import java.util.Set;

/** What is predicted. */
public enum Task {
    /** A number. */
    REGRESSION,
    /** One of two classes; labels are 0 and 1, the prediction is the probability of 1. */
    BINARY,
    /** One of several classes; labels are class indices. */
    MULTICLASS;

    private static final Set<Class<? extends Loss>> REGRESSION_LOSSES =
            Set.of(SquaredLoss.class, AbsoluteLoss.class, HuberLoss.class, QuantileLoss.class, PoissonLoss.class);

    private static final Set<Class<? extends Loss>> BINARY_LOSSES =
            Set.of(LogisticLoss.class, HingeLoss.class, SquaredHingeLoss.class, FocalLoss.class);

    /** Classes of a label; 0 for regression. */
    public int classes(int outputs) {
        return switch (this) {
            case REGRESSION -> 0;
            case BINARY -> 2;
            case MULTICLASS -> outputs;
        };
    }

    /** Whether the loss is defined for the labels and the number of scores of this task. */
    boolean accepts(Loss loss) {
        return switch (this) {
            case REGRESSION -> REGRESSION_LOSSES.contains(loss.getClass());
            case BINARY -> BINARY_LOSSES.contains(loss.getClass());
            case MULTICLASS -> loss instanceof SoftmaxLoss;
        };
    }
}
