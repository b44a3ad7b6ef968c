package dev.millrace.core.feature;

import java.util.List;

/** Where an event's label comes from. Null in the field means that the event is unlabeled. */
public sealed interface LabelSpec {

    /** The field of the event. */
    String field();

    /**
     * The number in the field: any finite value for regression, 0 or 1 (or a boolean) for a binary task, the class
     * index for a multi-class task.
     */
    record Value(String field) implements LabelSpec {}

    /** 1 if the number in the field is above the threshold (in the field's unit), else 0. Binary tasks. */
    record Above(String field, double threshold) implements LabelSpec {
        public Above {
            if (!Double.isFinite(threshold)) {
                throw new IllegalArgumentException("threshold: expected a finite number, got " + threshold);
            }
        }
    }

    /** The position of the field's string in the list. For a binary task the second of the two is the positive class. */
    record Classes(String field, List<String> classes) implements LabelSpec {
        public Classes {
            classes = List.copyOf(classes);
            if (classes.size() < 2 || classes.stream().distinct().count() != classes.size()) {
                throw new IllegalArgumentException("classes: expected two or more different strings, got " + classes);
            }
        }
    }
}
