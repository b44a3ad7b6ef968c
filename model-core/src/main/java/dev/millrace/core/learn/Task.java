package dev.millrace.core.learn;

import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.Loss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;

/** What is predicted. */
public enum Task {
    /** A number. */
    REGRESSION,
    /** One of two classes; labels are 0 and 1, the prediction is the probability of 1. */
    BINARY,
    /** One of several classes; labels are class indices. */
    MULTICLASS;

    /** Whether the loss is defined for the labels and the number of scores of this task. */
    boolean accepts(Loss loss) {
        return switch (this) {
            case REGRESSION -> loss instanceof SquaredLoss;
            case BINARY -> loss instanceof LogisticLoss;
            case MULTICLASS -> loss instanceof SoftmaxLoss;
        };
    }
}
