package dev.millrace.core.feature;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the label of an event and refuses one that is outside the task's domain. One thread.
 *
 * <p>Its only field is number 0 of its {@link EventFields}.
 */
public final class LabelReader {

    /** What a label may be. */
    public sealed interface Domain {
        /** Any finite number. */
        record Numbers() implements Domain {}

        /**
         * Class indices.
         *
         * @param count classes; labels are 0 to count - 1
         */
        record ClassIndices(int count) implements Domain {}
    }

    private final LabelSpec spec;
    private final Domain domain;
    private final Map<String, Integer> classes = new HashMap<>();
    private final Utf8Buffer text = new Utf8Buffer();

    /** @throws IllegalArgumentException if the label names another number of classes than the task has */
    public LabelReader(LabelSpec spec, Domain domain) {
        this.spec = spec;
        this.domain = domain;
        if (spec instanceof LabelSpec.Classes named) {
            if (domain instanceof Domain.ClassIndices indices
                    && indices.count() != named.classes().size()) {
                throw new IllegalArgumentException("classes: expected " + indices.count()
                        + ", as many as the task has, got " + named.classes().size() + ": " + named.classes());
            }
            for (String name : named.classes()) {
                classes.put(name, classes.size());
            }
        }
    }

    /** The fields to be given to {@link #read}, in this order. */
    public List<String> fields() {
        return List.of(spec.field());
    }

    /**
     * The label, or NaN if the event is unlabeled.
     *
     * @throws InvalidEventException if there is a label that is none of the task's
     */
    public double read(EventFields fields) throws InvalidEventException {
        if (fields.isNull(0)) {
            return Double.NaN;
        }
        if (spec instanceof LabelSpec.Classes) {
            return classIndex(fields);
        }
        double number = number(fields);
        if (spec instanceof LabelSpec.Above above) {
            return number > above.threshold() ? 1 : 0;
        }
        if (domain instanceof Domain.ClassIndices indices
                && !(number >= 0 && number < indices.count() && number == Math.rint(number))) {
            throw InvalidEventException.label(
                    spec.field(), "expected a whole number from 0 to " + (indices.count() - 1) + ", got " + number);
        }
        // -0.0 is the class 0.
        return domain instanceof Domain.ClassIndices ? number + 0.0 : number;
    }

    private double number(EventFields fields) throws InvalidEventException {
        double number;
        try {
            number = fields.number(0);
        } catch (InvalidEventException e) {
            throw InvalidEventException.label(spec.field(), e.reason());
        }
        if (!(Math.abs(number) <= Float.MAX_VALUE)) {
            throw InvalidEventException.label(
                    spec.field(), "expected a finite number within a float's range, got " + number);
        }
        return number;
    }

    private double classIndex(EventFields fields) throws InvalidEventException {
        text.clear();
        try {
            fields.category(0, text);
        } catch (InvalidEventException e) {
            throw InvalidEventException.label(spec.field(), e.reason());
        }
        Integer index = classes.get(text.toString());
        if (index == null) {
            throw InvalidEventException.label(
                    spec.field(), "expected one of " + ((LabelSpec.Classes) spec).classes() + ", got '" + text + "'");
        }
        return index;
    }
}
