package dev.millrace.core.feature;

import dev.millrace.core.hash.Murmur3;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the label of an event and refuses one that is outside the task's domain. Allocates
 * nothing unless it refuses. One thread.
 *
 * <p>Its only field is number 0 of its {@link EventFields}.
 */
public final class LabelReader {

    /** What a label may be. */
    public sealed interface Domain {
        /** Any number. */
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
    private final double maxMagnitude;
    /** Names of the classes in UTF-8; empty if the label is a number. */
    private final byte[][] classes;
    /** Open addressing by the hash of the name, class + 1 or 0; a power of two, at least twice as many as classes. */
    private final int[] table;

    private final Utf8Buffer text = new Utf8Buffer();

    /**
     * @param maxMagnitude largest absolute value of a label that is a number
     * @throws IllegalArgumentException if the label names another number of classes than the task has
     */
    public LabelReader(LabelSpec spec, Domain domain, double maxMagnitude) {
        this.spec = spec;
        this.domain = domain;
        this.maxMagnitude = maxMagnitude;
        List<String> names = spec instanceof LabelSpec.Classes named ? named.classes() : List.of();
        if (!names.isEmpty() && domain instanceof Domain.ClassIndices indices && indices.count() != names.size()) {
            throw new IllegalArgumentException("classes: expected " + indices.count()
                    + ", as many as the task has, got " + names.size() + ": " + names);
        }
        classes = names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        table = new int[4 * Integer.highestOneBit(classes.length + 1)];
        for (int k = 0; k < classes.length; k++) {
            int slot = slot(Murmur3.hash(classes[k], 0));
            while (table[slot] != 0) {
                slot = slot(slot + 1L);
            }
            table[slot] = k + 1;
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
        if (!(Math.abs(number) <= maxMagnitude)) {
            throw InvalidEventException.label(
                    spec.field(), FeatureRecipe.Limits.magnitudeProblem(number, maxMagnitude));
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
        for (int slot = slot(text.hash(0)); table[slot] != 0; slot = slot(slot + 1L)) {
            int index = table[slot] - 1;
            if (text.contentEquals(classes[index])) {
                return index;
            }
        }
        throw InvalidEventException.label(
                spec.field(), "expected one of " + ((LabelSpec.Classes) spec).classes() + ", got '" + text + "'");
    }

    private int slot(long hash) {
        return (int) hash & (table.length - 1);
    }
}
