package dev.millrace.ingest;

import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureExtractor;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.InvalidEventException;
import dev.millrace.core.feature.LabelReader;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.feature.WeightReader;
import dev.millrace.core.feature.WeightSpec;
import dev.millrace.core.learn.Task;
import dev.millrace.schemas.QuarantineStage;
import java.time.DateTimeException;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes examples of decoded events: event time, features, label and weight. What it read last is in its fields until the next
 * event. One thread.
 */
public final class ExampleReader {

    private final @Nullable EventTimeReader eventTimeReader;
    private final StagedNames names;
    private final FeatureExtractor extractor;
    private final AvroFields featureFields;
    private final LabelReader labelReader;
    private final AvroFields labelFields;
    private final FeatureVector features = new FeatureVector();
    private final @Nullable WeightReader weightReader;
    private final @Nullable AvroFields weightFields;
    private long eventTimeMillis;
    private double label;
    private double weight = 1;

    public ExampleReader(MillraceConfig config, RowMap rows, RowNames names) {
        String timeField = config.event().timeField();
        this.eventTimeReader = timeField == null
                ? null
                : new EventTimeReader(timeField, config.recipe().zone());
        this.names = new StagedNames(names);
        this.extractor = new FeatureExtractor(rows, this.names);
        this.featureFields = new AvroFields(extractor.fields(), InvalidEventException.Part.FEATURES);
        this.labelReader = new LabelReader(
                config.label(), domain(config), config.recipe().limits().maxMagnitude());
        this.labelFields = new AvroFields(labelReader.fields(), InvalidEventException.Part.LABEL);
        WeightSpec weightSpec = config.event().weight();
        this.weightReader = weightSpec == null ? null : new WeightReader(weightSpec);
        this.weightFields =
                weightReader == null ? null : new AvroFields(weightReader.fields(), InvalidEventException.Part.LABEL);
    }

    /**
     * Reads one event.
     *
     * @param timestamp of the record, milliseconds since 1970-01-01T00:00Z; the event's time if the config names no field
     * @throws RejectedEventException if it cannot be used
     */
    public void read(IndexedRecord event, long timestamp) throws RejectedEventException {
        names.drop();
        try {
            eventTimeMillis = eventTimeReader == null ? timestamp : eventTimeReader.read(event);
            featureFields.set(event);
            extractor.extract(featureFields, eventTimeMillis, features);
            labelFields.set(event);
            label = labelReader.read(labelFields);
            if (weightReader != null && weightFields != null && !Double.isNaN(label)) {
                weightFields.set(event);
                weight = weightReader.read(weightFields);
            }
            names.keep();
        } catch (DateTimeException e) {
            throw new RejectedEventException(QuarantineStage.FEATURES, String.valueOf(e.getMessage()));
        } catch (InvalidEventException e) {
            throw new RejectedEventException(
                    e.part() == InvalidEventException.Part.LABEL ? QuarantineStage.LABEL : QuarantineStage.FEATURES,
                    e.reason());
        }
    }

    /** Features of the last event; overwritten by the next. */
    public FeatureVector features() {
        return features;
    }

    /** Label of the last event; NaN if it has none. */
    public double label() {
        return label;
    }

    /** Weight of the last event that had a label; 1 if the config names no field. */
    public double weight() {
        return weight;
    }

    /** Time of the last event, milliseconds since 1970-01-01T00:00Z. */
    public long eventTimeMillis() {
        return eventTimeMillis;
    }

    private static LabelReader.Domain domain(MillraceConfig config) {
        return config.task() == Task.REGRESSION
                ? new LabelReader.Domain.Numbers()
                : new LabelReader.Domain.ClassIndices(
                        config.task() == Task.BINARY
                                ? 2
                                : config.learners().get(0).spec().outputs());
    }
}
