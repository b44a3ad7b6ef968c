package dev.millrace.core.learn;

/** What is predicted. */
public enum Task {
    /** A number. */
    REGRESSION,
    /** One of two classes; labels are 0 and 1, the prediction is the probability of 1. */
    BINARY,
    /** One of several classes; labels are class indices. */
    MULTICLASS
}
