package dev.millrace.replay;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.evaluate.RunningMean;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.loss.Loss;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.ingest.RejectedEventException;
import java.util.List;
import java.util.SortedMap;
import org.apache.avro.generic.IndexedRecord;

/**
 * What turns events into examples, for all candidates whose configs agree on that: each event is read once for them. Two sets
 * of examples, one of which is filled while the other is learned from. One thread fills.
 */
final class SharedRecipe {

    private final MillraceConfig config;
    private final Measure measure;
    private final Loss loss;
    private final ExampleReader reader;
    private final FirstNames names = new FirstNames();
    private RunningMean baseline;
    private Examples filling;
    private Examples learning;

    /**
     * @param capacity examples that are filled at most before they are learned from
     * @param namesFeatures whether to remember what stands behind hashed rows
     */
    SharedRecipe(MillraceConfig config, Measure measure, int capacity, boolean namesFeatures) {
        this.config = config;
        this.measure = measure;
        this.loss = config.learners().get(0).spec().loss();
        this.reader = new ExampleReader(config, new RowMap(config.recipe()), namesFeatures ? names : RowNames.NONE);
        this.baseline = newBaseline();
        this.filling = new Examples(capacity);
        this.learning = new Examples(capacity);
    }

    /** Configs that agree on this give the same examples of the same events. */
    static Object key(MillraceConfig config) {
        return List.of(config.recipe(), config.event(), config.label(), config.task(), config.outputs());
    }

    /**
     * Adds an event to those that are being filled.
     *
     * @param isHeld whether it is not to be learned from
     * @return whether it has a label
     * @throws RejectedEventException if it is no example
     */
    boolean add(IndexedRecord event, long timestampMillis, boolean isHeld) throws RejectedEventException {
        reader.read(event, timestampMillis);
        double label = reader.label();
        double cost = Double.NaN;
        if (!Double.isNaN(label)) {
            cost = measure.of(baseline, label);
            if (!isHeld && loss.accepts(label)) {
                baseline.add(label);
            }
        }
        filling.add(reader.features(), label, reader.weight(), reader.eventTimeMillis(), cost, isHeld);
        return !Double.isNaN(label);
    }

    /** What was filled is to be learned from, and the other set to be filled. */
    void turnOver() {
        Examples filled = filling;
        filling = learning;
        learning = filled;
        filling.clear();
    }

    Examples learning() {
        return learning;
    }

    /** Time of the last event, milliseconds since 1970-01-01T00:00Z. */
    long eventTimeMillis() {
        return reader.eventTimeMillis();
    }

    /** What stands behind hashed rows; empty if it was not to be remembered. */
    SortedMap<Integer, String> names() {
        return names.byRow();
    }

    /** The stream begins anew. */
    void rewind() {
        baseline = newBaseline();
    }

    private RunningMean newBaseline() {
        LearnerSpec spec = config.learners().get(0).spec();
        return new RunningMean(spec.loss(), spec.task().classes(spec.outputs()), spec.outputs());
    }
}
