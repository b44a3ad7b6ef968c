package dev.millrace.core.feature;

import java.util.List;

/** Reads the weight of an event, field number 0 of its {@link EventFields}. Allocates nothing unless it refuses. */
public final class WeightReader {

    private final WeightSpec spec;

    public WeightReader(WeightSpec spec) {
        this.spec = spec;
    }

    /** The fields to be given to {@link #read}. */
    public List<String> fields() {
        return List.of(spec.field());
    }

    /**
     * The weight, from 0 to the largest that is believed.
     *
     * @throws InvalidEventException if the field is null, no number or outside that range
     */
    public double read(EventFields fields) throws InvalidEventException {
        double weight;
        try {
            weight = fields.number(0);
        } catch (InvalidEventException e) {
            throw InvalidEventException.weight(spec.field(), e.reason());
        }
        if (!(weight >= 0 && weight <= spec.max())) {
            throw InvalidEventException.weight(
                    spec.field(), "expected a number from 0 to " + spec.max() + ", got " + weight);
        }
        return weight;
    }
}
